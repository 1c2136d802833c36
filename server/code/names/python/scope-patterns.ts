import type { Node } from "../../../syntax/tree.ts";
import type { ScopeWriter } from "../scope-writer.ts";
import type { Scope } from "../scopes.ts";

/** A pattern of a `case`: a lone name captures, a dotted name and a class are read. */
export function matchPattern(writer: ScopeWriter, node: Node, scope: Scope): void {
  switch (node.type) {
    case "dotted_name": {
      const [first] = node.children;
      if (!first) return;
      if (node.children.length > 1) writer.read(first, scope);
      else if (first.text !== "_") writer.bind("match", first, scope, node);
      return;
    }
    case "as_pattern": {
      const [pattern, alias] = node.operands;
      if (pattern) matchPattern(writer, pattern, scope);
      if (alias) writer.bindTargets(alias, "match", scope, node);
      return;
    }
    case "class_pattern": {
      const [name, ...rest] = node.operands;
      const [first] = name?.children ?? [];
      if (first) writer.read(first, scope);
      for (const part of rest) matchPattern(writer, part, scope);
      return;
    }
    case "keyword_pattern":
      for (const part of node.operands.slice(1)) matchPattern(writer, part, scope);
      return;
    case "dict_pattern":
      // A key is a literal or a dotted name: it never captures.
      for (const part of node.operands) {
        if (part.field !== "key") matchPattern(writer, part, scope);
        else if (part.type === "dotted_name" && part.children[0]) writer.read(part.children[0], scope);
        else writer.push(part, scope);
      }
      return;
    case "splat_pattern":
      for (const name of node.operands)
        if (name.type === "identifier" && name.text !== "_") writer.bind("match", name, scope, node);
      return;
    case "case_pattern":
    case "union_pattern":
    case "list_pattern":
    case "tuple_pattern":
      for (const part of node.operands) matchPattern(writer, part, scope);
      return;
    default:
      writer.push(node, scope);
  }
}
