import { heldInTypeScript } from "../../rules/shared/held-typescript.ts";
import { givenInObject } from "../../rules/shared/given-places-typescript.ts";
import { typescriptClass } from "../../rules/shared/given-values-typescript.ts";
import type { CodeContext } from "../../rules/define.ts";
import { ancestor, dictEntries, type Node } from "../code/index.ts";
import type { ContractClass } from "../facts/contracts.ts";

/** Nodes around an entry that are looked at. */
const MAX_STEPS = 6;

/** The contract class whose member a name of TypeScript is: read from an instance, or given to an object that has the type. Null where nothing tells. */
export function memberOwner(name: Node, context: CodeContext): ContractClass | null {
  const { parent } = name;
  if (parent?.type === "attribute" && name.field === "attribute") return heldInTypeScript(parent.child("object"), context);
  if (parent?.type === "pair" && name.field === "key") return objectClass(parent, context);
  return null;
}

/** The class of an object with an entry: by what it is assigned, returned, parsed or cast to. */
function objectClass(entry: Node, context: CodeContext): ContractClass | null {
  const object = entry.parent;
  const value = object?.type === "dictionary" ? dictEntries(object)?.find(({ node }) => node === entry)?.value : null;
  if (!value) return null;
  // The object with the casts around it.
  let whole = object;
  for (let up = object?.parent ?? null, steps = 0; up && steps < MAX_STEPS; up = up.parent, steps++) {
    if (up.child("value") === whole && up.type === "cast") {
      const cast = heldInTypeScript(up, context);
      if (cast) return cast;
      whole = up;
    }
    // What was declared with a type is given another value.
    const target = up.type === "assignment" && up.child("right") === whole ? up.child("left") : null;
    const declared = target?.type === "identifier" ? heldInTypeScript(target, context) : null;
    if (declared) return declared;
    const place = givenInObject(up, context).find((giving) => giving.value === value)?.place;
    if (place) return ownerOf(up, place.owner, context);
    if (/^(?:block|class_definition|function_definition)$/.test(up.type)) return null;
  }
  return null;
}

/** The class of that name which the node around an object names. */
function ownerOf(around: Node, name: string, context: CodeContext): ContractClass | null {
  const annotation = around.child("type") ?? around.child("return_type") ?? functionAround(around)?.child("return_type") ?? null;
  const mentioned = annotation ? context.type(annotation).mentions : [];
  for (const dotted of mentioned) {
    const found = context.contractClass(dotted);
    if (found?.name === name) return found;
  }
  const callee = around.type === "call" ? around.child("function") : null;
  const parsed = typescriptClass(callee?.type === "attribute" ? callee.child("object") : callee, context);
  return parsed?.name === name ? parsed : null;
}

function functionAround(node: Node): Node | null {
  return node.type === "return_statement" ? ancestor(node, "function_definition", "lambda") : null;
}
