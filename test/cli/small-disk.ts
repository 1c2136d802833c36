import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let refused: string | null | undefined;

/** Why no disk of one's own can be mounted here; null where it can. */
export function noDisk(): string | null {
  if (refused === undefined) {
    const disk = smallDisk("size=64k");
    refused = typeof disk === "string" ? disk : null;
    if (typeof disk !== "string") disk.remove();
  }
  return refused;
}

export interface Disk {
  folder: string;
  remove(): void;
}

/** A disk of this size, empty; or why there can be none. @param options of tmpfs */
export function smallDisk(options: string): Disk | string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "l9-disk-")));
  const { status, stderr, error } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { encoding: "utf8" });
  if (status !== 0) {
    rmSync(folder, { recursive: true });
    return `no disk can be mounted (${error?.message ?? stderr.trim()})`;
  }
  return {
    folder,
    remove: () => {
      spawnSync("umount", [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
