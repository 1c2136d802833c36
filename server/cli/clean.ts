import { resolve } from "node:path";
import { clearCache } from "../project/kept/cache-files.ts";
import { userCacheFolder } from "../project/kept/cache-folder.ts";
import { visible } from "../syntax/visible.ts";
import { plural } from "./result.ts";
import { writeText } from "./stdio.ts";

/** `l9 clean`: takes out what is kept between two runs, of every workspace. */
export async function clean({ cacheDir }: { cacheDir?: string }): Promise<number> {
  const folder = cacheDir === undefined ? userCacheFolder() : resolve(cacheDir);
  if (folder === null) {
    await writeText("Nothing is kept: neither XDG_CACHE_HOME nor HOME names a folder by its whole path.\n");
    return 0;
  }
  const { files, bytes } = clearCache(folder);
  const size = (bytes / 1_000_000).toFixed(1);
  await writeText(
    `${files === 0 ? "Nothing is kept" : `${plural(files, "file")} (${size} MB) taken out`} in ${visible(folder)}.\n`,
  );
  return 0;
}
