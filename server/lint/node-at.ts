import type { CodeContext } from "../../rules/define.ts";
import type { Node } from "../code/index.ts";
import type { CodeFile, CodeNames } from "./code-file.ts";

/** The innermost node around an offset; at the end of a name that name. */
export function nodeAt(file: CodeFile, offset: number): Node | null {
  const unit = file.units.find(({ node }) => node.start <= offset && offset <= node.end);
  let node = unit?.node ?? null;
  for (let inner = node; inner;) {
    node = inner;
    const around = inner.children.filter((child) => child.start <= offset && offset <= child.end);
    inner = around.find(({ type }) => type === "identifier") ?? around[0] ?? null;
  }
  return node;
}

/** The largest expression that ends at an offset. */
export function nodeEndingAt(file: CodeFile, offset: number): Node | null {
  let node = nodeAt(file, offset);
  while (
    node?.parent &&
    node.parent.end === offset &&
    /^(?:attribute|call|subscript|argument_list|identifier|parenthesized_expression)$/.test(node.parent.type)
  )
    node = node.parent;
  return node?.end === offset ? node : null;
}

/** What names mean in a file, for questions that report nothing. */
export function contextOf(names: CodeNames): CodeContext {
  return { ...names, report: () => undefined };
}
