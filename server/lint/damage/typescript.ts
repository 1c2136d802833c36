import { parseTypeScript, TypeScriptTree } from "../../syntax/typescript.ts";
import { Faults, type Reading } from "./reading.ts";

/** Reads a text of TypeScript as its path says it is one. */
export function readTypeScript(path: string, text: string): Reading {
  const faults = new Faults();
  const tree = parseTypeScript(path, text);
  if (!(tree instanceof TypeScriptTree)) {
    faults.add("the file would not parse any more");
    return { faults, parts: [], comments: [] };
  }
  const parts = tree.nodes.map(({ type, range: [start, end] }) => ({ type, start, end }));
  return { faults, parts, comments: tree.comments.map(({ range: [start, end] }) => ({ start, end })) };
}
