import { resolve, sep } from "node:path";
import { defineRule, type SpecContext } from "../define.ts";
import { isPlaceholder, type SpecDocument } from "../../server/facts/spec.ts";
import { normalPath, pathFault, type PathFault } from "../../server/facts/spec/module-path.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

type SpecText = SpecDocument["allowedNewFiles"][number];

export default defineRule({
  id: "spec_path",
  family: "spec",
  check: null,
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A file of `allowed_new_files` or `allowed_modified_files` that is absolute, leaves the workspace, has a `..` in it, is a folder or a pattern, is listed twice, or that no module may write (git's own files, the spec, the configuration).",
  why: "Generation writes exactly these files: such an entry would write outside the workspace, or nowhere.",
  instead: "List files by their path from the workspace root (`api/orders.py`), each once.",
  examples: [
    {
      bad: "module:\n  repo:\n    allowed_new_files: [../orders.py]\n",
      good: "module:\n  repo:\n    allowed_new_files: [api/orders.py]\n",
    },
  ],
  spec(document, context) {
    for (const files of [document.allowedNewFiles, document.allowedModifiedFiles]) {
      const seen = new Map<string, SpecText>();
      for (const file of files) {
        if (isPlaceholder(file.text) || file.text.trim() === "") continue;
        const wrong = pathFault(file.text) ?? placeOf(document, context, file.text);
        if (wrong) context.report(specBlocker(document, context, { at: file.span, ...wrong, data: { path: file.text } }));
        if (wrong) continue;
        const first = seen.get(normalPath(file.text));
        seen.set(normalPath(file.text), first ?? file);
        if (!first) continue;
        const issue = `\`${file.text}\` names the same file as \`${first.text}\` in this list.`;
        const related = [{ at: first.span, message: `\`${first.text}\` stands here first.` }];
        context.report(
          specBlocker(document, context, {
            at: file.span,
            issue,
            instead: "Take one of the two out.",
            related,
            data: { path: file.text },
          }),
        );
      }
    }
  },
});

/** What the disk tells, seen from the workspace root and from `repo.root_path` below it. */
function placeOf(document: SpecDocument, { paths, project }: SpecContext, path: string): PathFault | null {
  const root = paths.look(project.root).real;
  const inner = resolve(project.root, document.rootPath ?? ".");
  // A `root_path` somewhere else names the repository as its author had it: here the workspace root counts.
  const bases = new Set(inner.startsWith(`${project.root}${sep}`) ? [project.root, inner] : [project.root]);
  for (const base of bases) {
    const { kind, real } = paths.look(resolve(base, path));
    if (resolve(base, path) === document.path)
      return { issue: `\`${path}\` is this spec itself.`, instead: "Take it out of the list." };
    if (isBelowFile(paths, base, path))
      return { issue: `\`${path}\` lies below what is a file.`, instead: "Name a file in a folder." };
    if (kind === "folder") return { issue: `\`${path}\` is a folder.`, instead: "List the files in it, one an entry." };
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return {
        issue: `\`${path}\` leads out of the workspace through a symbolic link, to \`${real}\`.`,
        instead: "Name a file that lies in the workspace.",
      };
    }
  }
  return null;
}

/** A folder of the path is a file on the disk. */
function isBelowFile(paths: SpecContext["paths"], base: string, path: string): boolean {
  const names = normalPath(path).split("/");
  return names.slice(1).some((_, at) => paths.look(resolve(base, ...names.slice(0, at + 1))).kind === "file");
}
