import type { Node } from "../../../syntax/tree.ts";
import { callArguments } from "../../../code/read.ts";

/** A helper's parameters with the arguments of one call. */
export function substitution(definition: Node, call: Node): Map<string, Node> {
  const given = new Map<string, Node>();
  const { positional, keywords } = callArguments(call);
  const parameters = (definition.child("parameters")?.operands ?? []).map(
    (parameter) => parameter.child("name") ?? parameter.operands[0] ?? parameter,
  );
  positional.forEach((argument, at) => {
    const name = parameters[at]?.text;
    if (name) given.set(name, argument);
  });
  for (const { name, value } of keywords) given.set(name, value);
  return given;
}
