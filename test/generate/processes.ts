import { existsSync, readFileSync } from "node:fs";

/** The process of this id does not run: it is gone, or dead and only not collected yet by whoever inherited it. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  const status = `/proc/${pid}/status`;
  return existsSync(status) && /^State:\s+[ZX]/m.test(readFileSync(status, "utf8"));
}
