import { heldInTypeScript } from "../../rules/shared/held-typescript.ts";
import { typescriptClass } from "../../rules/shared/given-values-typescript.ts";
import type { CodeContext } from "../../rules/define.ts";
import { isNew, type Node } from "../code/index.ts";
import type { Project } from "../facts/project.ts";
import { openCode } from "./code-store.ts";
import type { ContractSignature } from "./contract-signature.ts";
import { contextOf } from "./node-at.ts";

/** What may be missing at a place where a call is written: nothing, an argument, the end of the call, and of those around it. */
const ENDINGS = ["", "_", ")", "_)", "))", "_))", ")))", "_)))"];

/** The signature of the method of a contract, or of the constructor of a contract class, whose call an offset lies in; null where it lies in none. */
export function typescriptSignature(path: string, text: string, offset: number, project: Project): ContractSignature | null {
  for (const ending of ENDINGS) {
    const file = openCode(path, `${text.slice(0, offset)}${ending}${text.slice(offset)}`, { once: true });
    try {
      const names = file.names(project);
      // It does not parse so.
      if (!names) continue;
      const call = callAround(
        file.units.map(({ node }) => node),
        offset,
      );
      return call && told(call, offset, contextOf(names));
    } finally {
      file.dispose();
    }
  }
  return null;
}

/** The innermost call between whose brackets an offset lies; null where a function's body or a text stands between. */
function callAround(roots: readonly Node[], offset: number): Node | null {
  let found: Node | null = null;
  for (let level = roots; ;) {
    const node = level.find(({ start, end }) => start < offset && offset < end);
    if (!node) return found;
    if (node.type === "argument_list" && node.parent?.type === "call") found = node.parent;
    else if (node.type === "block" || node.type === "string") found = null;
    level = node.children;
  }
}

function told(call: Node, offset: number, context: CodeContext): ContractSignature | null {
  const callee = call.child("function");
  const given = call.child("arguments")?.operands ?? [];
  const position = given.filter(({ end }) => end < offset && hasComma(call, end, offset)).length;
  const made = isNew(call) ? constructed(callee, context) : called(callee, context);
  if (!made) return null;
  const { name, parameters, returns } = made;
  const shown = parameters.map(
    ({ name: one, annotation, required, isRest }) =>
      `${isRest ? "..." : ""}${one}${required || isRest ? "" : "?"}${annotation ? `: ${annotation}` : ""}`,
  );
  const last = parameters.length - 1;
  const active = position <= last ? position : parameters[last]?.isRest ? last : null;
  return { label: `${name}(${shown.join(", ")})${returns ? `: ${returns}` : ""}`, parameters: shown, active };
}

/** A comma stands between what ends before a place and the place. */
function hasComma({ source }: Node, from: number, to: number): boolean {
  return source.text.value.slice(from, to).includes(",");
}

interface Made {
  name: string;
  parameters: readonly { name: string; annotation: string | null; required: boolean; isRest: boolean }[];
  returns: string | null;
}

function called(callee: Node | null, context: CodeContext): Made | null {
  if (callee?.type !== "attribute") return null;
  const owner = heldInTypeScript(callee.child("object"), context);
  const method = owner?.methods.find(({ name }) => name === callee.child("attribute")?.text);
  if (!owner || !method) return null;
  const parameters = method.parameters.map(({ kind, ...rest }) => ({ ...rest, isRest: kind === "rest" }));
  return { name: `${owner.name}.${method.name}`, parameters, returns: method.returns };
}

function constructed(callee: Node | null, context: CodeContext): Made | null {
  const found = typescriptClass(callee, context);
  return found?.takes
    ? { name: `new ${found.name}`, parameters: found.takes.map((field) => ({ ...field, isRest: false })), returns: null }
    : null;
}
