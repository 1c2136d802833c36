import { CONFIG_NAME } from "../project/config.ts";
import { writeError } from "./stdio.ts";

/** Says which keys of the workspace's configuration are passed over: a file of the workspace starts no program and sends no code anywhere. */
export function noteUntrusted(keys: readonly string[]): void {
  for (const key of keys)
    writeError(
      `${CONFIG_NAME}: ${key} is not used, because the workspace is not trusted; give it as a flag or in your own configuration.`,
    );
}
