import { isDeepStrictEqual } from "node:util";
import { isMap, isSeq, parse, parseDocument } from "yaml";

/**
 * The text of a `.pre-commit-config.yaml` with the hook of another one as its last entry, everything else as it was; "present" where a hook of
 * that id is there, null where the file is written in a way that this can not be added to.
 * @param addition a whole configuration with one entry
 */
export function addHook(text: string, addition: string): { text: string } | "present" | null {
  const [entry] = reposOf(addition);
  const known = reposOf(text);
  if (known.some((repo) => hookIds(repo).some((id) => hookIds(entry).includes(id)))) return "present";
  const document = parseDocument(text);
  const repos = isMap(document.contents) ? document.get("repos", true) : null;
  if (document.errors.length > 0 || !isSeq(repos) || repos.flow === true || repos.items.length === 0) return null;
  const first = (repos.items[0] as { range?: [number, number, number] | null }).range?.[0];
  const last = (repos.items.at(-1) as { range?: [number, number, number] | null }).range?.[1];
  if (first === undefined || last === undefined) return null;
  const line = text.slice(text.lastIndexOf("\n", first) + 1, first);
  const indentation = /^( *)- *$/.exec(line)?.[1];
  if (indentation === undefined) return null;
  const before = text.slice(0, last).trimEnd();
  const body = addition.slice(addition.search(/^ *- repo: /m)).trimEnd();
  const lines = body.split("\n").map((part) => `${indentation}${part.replace(/^ {2}/, "")}`);
  const added = `${before}\n${lines.join("\n")}\n${text.slice(before.length).replace(/^\n/, "")}`;
  return isDeepStrictEqual(reposOf(added), [...known, entry]) ? { text: added } : null;
}

function reposOf(text: string): unknown[] {
  try {
    const { repos } = parse(text) as { repos?: unknown };
    return Array.isArray(repos) ? repos : [];
  } catch {
    // A file that is no YAML has no hooks; that nothing can be added to it is found out by whoever asks for that.
    return [];
  }
}

function hookIds(repo: unknown): unknown[] {
  const hooks = (repo as { hooks?: unknown } | null)?.hooks;
  return Array.isArray(hooks) ? hooks.map((hook: unknown) => (hook as { id?: unknown } | null)?.id) : [];
}
