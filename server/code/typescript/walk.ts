import { childrenOf, type TSESTree } from "../../syntax/typescript.ts";

/** Visits a node and everything below it, parents first and in source order; below a node for which `visit` says false it does not go. */
export function walk(root: TSESTree.Node, visit: (node: TSESTree.Node) => boolean | void): void {
  const pending: TSESTree.Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (visit(node) === false) continue;
    const children = childrenOf(node);
    for (let at = children.length - 1; at >= 0; at--) pending.push(children[at] as TSESTree.Node);
  }
}

/** True when a node is another or stands in it. */
export function isWithin(node: TSESTree.Node, outer: TSESTree.Node): boolean {
  return outer.range[0] <= node.range[0] && node.range[1] <= outer.range[1];
}
