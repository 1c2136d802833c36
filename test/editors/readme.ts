import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { builtFolder } from "../program.ts";
import { ROOT, type Desk } from "./editor.ts";

/** The fenced blocks of one language in a client's README, without the indentation of the list they stand in. */
export function blocks(client: string, language: string): string[] {
  const readme = readFileSync(join(ROOT, "client", client, "README.md"), "utf8");
  return [...readme.matchAll(/^( *)```(\w+)\n([^]*?)^ *```$/gm)]
    .filter(([, , found]) => found === language)
    .map(([, indent = "", , body = ""]) => body.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

/**
 * Does what a client's README tells to do in a shell, word for word, in a checkout and with a home of the desk's own. Of `npm ci` the result stands
 * there already: the built program. Returns the PATH that the README leaves.
 */
export function follow(desk: Desk, client: string): string {
  const checkout = join(desk.folder, "checkout");
  mkdirSync(checkout);
  for (const name of ["package.json", "client"]) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  symlinkSync(builtFolder(), join(checkout, "dist"));
  const [install = "", ...others] = blocks(client, "sh");
  expect(install.split("\n")[0]).toBe("npm ci");
  const script = [install.replace(/^npm ci\n/, ""), ...others].join("\n");
  const env = {
    ...desk.environment(),
    // What is built is not built again, and nobody asks the network for news.
    npm_config_ignore_scripts: "true",
    npm_config_update_notifier: "false",
    npm_config_offline: "true",
  };
  const printed = execFileSync("bash", ["-euc", `{ ${script}\n} >&2; printf %s "$PATH"`], {
    cwd: checkout,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(execFileSync("bash", ["-c", "command -v l9"], { env: { ...env, PATH: printed }, encoding: "utf8" }).trim()).toBe(
    join(desk.home, ".local", "bin", "l9"),
  );
  return printed;
}
