import type { Node } from "../../syntax/tree.ts";
import { callArguments, calleeName, decorators, stringValue } from "../../code/read.ts";

/**
 * Fields that a validator of a class body sees before their type is looked at: `@validator("x", pre=True)`, `@field_validator("x", mode="before")`, also
 * applied by hand (`_norm = validator("x", pre=True)(norm)`). `*` for all fields, or where the names can not be read.
 */
export function convertedFields(statements: readonly Node[]): string[] {
  const found = new Set<string>();
  for (const statement of statements) {
    for (const call of validatorCalls(statement)) for (const name of seenBefore(call)) found.add(name);
  }
  return [...found];
}

function validatorCalls(statement: Node): Node[] {
  if (statement.type === "decorated_definition") {
    const definition = statement.child("definition");
    return definition
      ? decorators(definition).flatMap((decorator) => decorator.operands.filter(({ type }) => type === "call"))
      : [];
  }
  const assignment = statement.type === "expression_statement" ? statement.operands[0] : undefined;
  const value = assignment?.type === "assignment" ? assignment.child("right") : null;
  const callee = value?.type === "call" ? value.child("function") : null;
  return callee?.type === "call" ? [callee] : [];
}

function seenBefore(call: Node): string[] {
  const name = calleeName(call);
  if (name !== "validator" && name !== "field_validator") return [];
  const { positional, keywords, splat, dictionarySplat } = callArguments(call);
  const keyword = (wanted: string): string | null => keywords.find((one) => one.name === wanted)?.value.text ?? null;
  const after = name === "validator" ? (keyword("pre") ?? "False") : (keyword("mode") ?? '"after"');
  if (!dictionarySplat && /^(?:False|["']after["'])$/.test(after)) return [];
  const names = positional.map(stringValue);
  return splat || names.includes(null) ? ["*"] : (names as string[]);
}
