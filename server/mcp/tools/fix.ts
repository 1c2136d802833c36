import { fixDiff, fixFiles } from "../../cli/fix.ts";
import { fittingText, type Cut } from "../answer.ts";
import { breathe, type Call } from "./call.ts";
import { filesAsked } from "./files-asked.ts";

export interface Fixed extends Cut {
  /** Fixes that were applied. */
  applied: number;
  files: string[];
  /** Fixes that were not, because the file would read worse. */
  left: { path: string; fix: string; why: string }[];
  diff: string;
}

/** `l9_fix`: applies fixes to files and writes them. Each file is written whole or not at all, and none outside of the workspace. */
export function fix({ paths, unsafe }: { paths: string[]; unsafe: boolean }, call: Call): Promise<Fixed> {
  return call.workspace.use(call.signal, async (linter) => {
    const { files, named } = filesAsked(linter, paths, call);
    await linter.prepare(files);
    const fixed = [];
    for (const [at, path] of files.entries()) {
      await breathe(call);
      fixed.push(...fixFiles(linter, [path], named, { safety: unsafe ? "unsafe" : "safe", write: true }));
      call.progress(at + 1, files.length, call.workspace.shown(path));
    }
    const { text, cut } = fittingText(await fixDiff(fixed, call.workspace.root), "`git diff` shows the rest.", 0.8);
    return {
      applied: fixed.reduce((sum, { applied }) => sum + applied, 0),
      files: fixed.filter(({ before, after }) => before !== after).map(({ path }) => call.workspace.shown(path)),
      left: fixed.flatMap(({ path, left }) =>
        left.map((one) => ({ path: call.workspace.shown(path), fix: one.fix.title, why: one.why })),
      ),
      diff: text,
      ...cut,
    };
  });
}
