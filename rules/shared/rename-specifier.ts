import type { Binding, ModuleNames, Node } from "../../server/code/index.ts";
import type { Edit, Fix } from "../define.ts";
import { usesOf } from "./import-uses.ts";
import { bindingsNamed } from "./rename-import.ts";

/**
 * Imports another name of the same TypeScript module and renames every use. None where that could change what the name means: it is exported, stands
 * in JSX, or the new name is taken.
 */
export function renameSpecifier(binding: Binding, to: string, module: ModuleNames): Fix | undefined {
  const specifier = binding.statement;
  const [imported] = specifier.operands;
  const title = `Use ${to}`;
  if (!imported || specifier.type !== "import_specifier") return undefined;
  if (imported.start !== binding.node.start) return { title, safety: "safe", edits: [{ span: imported, text: to }] };
  const uses = usesOf([binding], module).map(({ node }) => node);
  if (uses.some(({ parent }) => /^(?:jsx_|export_specifier$)/.test(parent?.type ?? ""))) return undefined;
  const known = siblings(specifier).find((one) => one.operands.at(-1)?.text === to);
  if (bindingsNamed(to, module).some(({ statement }) => statement !== known)) return undefined;
  const first = known ? removal(specifier) : { span: binding.node, text: to };
  return first ? { title, safety: "safe", edits: [first, ...uses.map((node) => renamed(node, to))] } : undefined;
}

/** `{ Old }` keeps its key: `{ Old: New }`. */
function renamed(node: Node, to: string): Edit {
  const isShorthand = node.parent?.type === "pair" && node.parent.child("key")?.start === node.start;
  return { span: node, text: isShorthand ? `${node.text}: ${to}` : to };
}

function siblings({ parent }: Node): Node[] {
  return parent?.operands.filter(({ type }) => type === "import_specifier") ?? [];
}

/** Takes a name out of an import that already holds its replacement. */
function removal(specifier: Node): Edit | null {
  const all = siblings(specifier);
  const at = all.indexOf(specifier);
  const before = all[at - 1];
  const next = all[at + 1];
  const span = next ? { start: specifier.start, end: next.start } : before ? { start: before.end, end: specifier.end } : null;
  // A comment between the names belongs to one of them: leave that to a person.
  if (!span || /\/[/*]/.test(specifier.source.text.value.slice(span.start, span.end))) return null;
  return { span, text: "" };
}
