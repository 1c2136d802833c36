import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The user's own folder for what can be made again: `$XDG_CACHE_HOME/l9`; without that variable what the system has for it. A relative path in a variable
 * counts as none: it would lead into whatever repository is the working folder. Null for a user whose home is none either (`HOME=` in a container).
 */
export function userCacheFolder(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string | null {
  const named = env["XDG_CACHE_HOME"];
  if (named !== undefined && isAbsolute(named)) return join(named, "l9");
  const local = env["LOCALAPPDATA"];
  if (platform === "win32" && local !== undefined && isAbsolute(local)) return join(local, "l9", "Cache");
  if (!isAbsolute(home)) return null;
  if (platform === "darwin") return join(home, "Library", "Caches", "l9");
  if (platform !== "win32") return join(home, ".cache", "l9");
  return join(home, "AppData", "Local", "l9", "Cache");
}
