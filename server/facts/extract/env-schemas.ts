import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { calleeName, keyOf, unwrap } from "../../code/read.ts";
import { constantValue } from "../../code/texts.ts";

const VARIABLE = /^[A-Z][A-Z0-9_]*$/;

interface Key {
  name: string;
  at: Node;
}

/**
 * The variables that a schema asks for: `z.object({ … }).parse(process.env)`, `cleanEnv(process.env, { … })`, `createEnv({ server: { … } })`; null
 * where no schema is seen.
 */
export function schemaKeys(call: Node, isEnvironment: (node: Node) => boolean, module: ModuleNames): Key[] | null {
  const callee = unwrap(call.child("function") as Node);
  const schema = callee.type === "attribute" && /[pP]arse/.test(calleeName(call) ?? "") ? callee.child("object") : null;
  if (schema) return keysOf(schema, module);
  const given = call.child("arguments")?.operands ?? [];
  const keys = given.flatMap((argument) => (isEnvironment(argument) ? [] : (keysOf(argument, module) ?? [])));
  return keys.length > 0 ? keys : null;
}

/** The keys in capitals of every object literal that a schema is made of. */
function keysOf(expression: Node, module: ModuleNames, depth = 0): Key[] | null {
  if (depth > 6) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case "identifier": {
      const value = constantValue(node, module);
      return value && keysOf(value, module, depth + 1);
    }
    case "call": {
      const callee = unwrap(node.child("function") as Node);
      const object = callee.type === "attribute" ? callee.child("object") : null;
      const around = object && keysOf(object, module, depth + 1);
      const given = node.child("arguments")?.operands ?? [];
      const inside = given.flatMap((argument) => keysOf(argument, module, depth + 1) ?? []);
      return around || inside.length > 0 ? [...(around ?? []), ...inside] : null;
    }
    case "dictionary": {
      const keys = node.operands.flatMap((pair) => {
        const [name, at, value] = [keyOf(pair), pair.child("key"), pair.child("value")];
        if (name !== null && at && VARIABLE.test(name)) return [{ name, at }];
        return value && /^(?:server|client|shared)$/.test(name ?? "") ? (keysOf(value, module, depth + 1) ?? []) : [];
      });
      return keys.length > 0 ? keys : null;
    }
    default:
      return null;
  }
}
