import { lastName, unwrap, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { packetModels } from "./packet-models.ts";
import { namesPacket, type DictUse } from "./packets.ts";
import { receiverOf } from "./receivers.ts";

/** A parameter that takes any dict, or any object: whoever gives it a model breaks the contract. */
const TAKES_DICT = {
  python: /^(?:Optional\[|typing\.|t\.)*(?:dict|Dict|Mapping|MutableMapping)\b/,
  typescript: /^(?:Readonly<)?(?:Record<\s*string\b|object\b|\{\s*\[)/,
};

/** What a parameter, of a function of this file or of a contract service's method, makes of the argument: a packet when it is annotated as one, nothing when it takes a dict. */
export function packetParameter(argument: Node, context: CodeContext): DictUse | null {
  let given = argument;
  while (given.parent?.type === "parenthesized_expression") given = given.parent;
  const keyword = given.parent?.type === "keyword_argument" ? given.parent : null;
  const list = (keyword ?? given).parent;
  const call = list?.type === "argument_list" ? list.parent : null;
  const callee = call?.type === "call" ? call.child("function") : null;
  if (!list || !callee) return null;
  const index = list.operands.filter(({ type }) => type !== "keyword_argument").indexOf(given);
  const annotation = annotationOf(callee, keyword?.child("name")?.text ?? null, index, context);
  if (annotation === null) return null;
  if (TAKES_DICT[argument.source.language].test(annotation)) return { kind: "harmless" };
  if (!namesPacket(annotation, packetModels(context.project))) return null;
  return { kind: "sink", name: lastName(callee) ?? callee.text, at: callee };
}

function annotationOf(callee: Node, keyword: string | null, index: number, context: CodeContext): string | null {
  if (callee.type === "identifier") {
    const binding = context.binding(callee);
    const list = binding?.kind === "function" ? binding.statement.child("parameters") : null;
    const parameters = (list?.operands ?? []).filter(({ type }) => !type.endsWith("_separator"));
    const found = keyword === null ? parameters[index] : parameters.find((parameter) => nameOf(parameter) === keyword);
    return found?.child("type")?.text ?? null;
  }
  if (callee.type !== "attribute") return null;
  const method = receiverOf(unwrap(callee).child("object"), context)?.class.methods.find(({ name }) => name === lastName(callee));
  const found = keyword === null ? method?.parameters[index] : method?.parameters.find(({ name }) => name === keyword);
  return found?.annotation ?? null;
}

function nameOf(parameter: Node): string | null {
  const name = parameter.child("name") ?? (parameter.type === "typed_parameter" ? parameter.operands[0] : null);
  return name?.text ?? null;
}
