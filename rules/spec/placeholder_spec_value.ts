import { defineRule, type SpecContext } from "../define.ts";
import { isEmpty, isPlaceholder, type SpecDocument, type YamlEntry, type YamlNode } from "../../server/facts/spec.ts";
import { specBlocker } from "../shared/spec-blocker.ts";

export default defineRule({
  id: "placeholder_spec_value",
  family: "spec",
  check: null,
  severity: "error",
  languages: ["yaml"],
  fix: null,
  what: "A value that is still a template: `{{module_id}}`, `<module>`, `TODO`, `TBD`, `...`. An error in a required key, a warning elsewhere. A spec whose id is such a token is a template as a whole: one finding.",
  why: "It has the right type and no meaning: code generated from it would carry the placeholder into routes, files and tests.",
  instead: "Write the value. An outbound endpoint that ends in `...` needs its real path.",
  examples: [{ bad: "module:\n  purpose: TODO\n", good: "module:\n  purpose: Takes orders from the shop.\n" }],
  spec(document, context) {
    if (document.isTemplate) return reportTemplate(document, context);
    const seen = new Set<number>();
    for (const key of context.project.profile.required_spec_keys) {
      const value = document.get(key)?.value;
      if (value) visit(value, key, key, (at, text, path) => report(document, context, seen, { at, text, path, required: true }));
    }
    if (!document.root) return;
    visit(document.root, "", "", (at, text, path) => report(document, context, seen, { at, text, path, required: false }));
  },
});

interface Found {
  at: YamlNode["span"];
  text: string;
  path: string;
  required: boolean;
}

/** A spec that nobody has filled in yet: one finding at its id, which tells how much is left. */
function reportTemplate(document: SpecDocument, context: SpecContext): void {
  const tokens: string[] = [];
  if (document.root) visit(document.root, "", "", (_, text) => tokens.push(text));
  const key = document.id === null ? "module.name" : "module.id";
  const at = document.get(key)?.value?.span ?? document.idSpan;
  const more = tokens.length > 1 ? ` (${tokens.length} values are placeholders)` : "";
  context.report(
    specBlocker(document, context, {
      at,
      issue: `This spec is a template: \`${document.id ?? document.name ?? ""}\` says for no module what it is${more}.`,
      instead:
        "Write the module's id and the other values; until then it is not held against the repository, and nothing can be generated.",
      data: { key, placeholders: tokens.length },
    }),
  );
}

function report(document: SpecDocument, context: SpecContext, seen: Set<number>, { at, text, path, required }: Found): void {
  if (seen.has(at.start)) return;
  seen.add(at.start);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const issue = `\`${path}\` is still a placeholder: \`${shown}\`.`;
  if (required)
    context.report(
      specBlocker(document, context, {
        at,
        issue,
        instead: "Write the real value; generation is blocked until then.",
        data: { key: path },
      }),
    );
  else
    context.report({
      at,
      severity: "warning",
      message: `${issue} Write the real value, or take the key out.`,
      data: { key: path },
    });
}

/** Calls back for every placeholder below a node: a value, or a key such as the `...` of `{...}`. */
function visit(
  node: YamlNode,
  path: string,
  key: string,
  found: (at: YamlNode["span"], text: string, path: string) => void,
): void {
  if (node.kind === "list") node.items.forEach((item, at) => visit(item, `${path}[${at}]`, key, found));
  if (node.kind === "map") node.entries.forEach((entry) => visitEntry(entry, path, found));
  if (node.kind === "scalar" && typeof node.value === "string" && isPlaceholder(node.value, key.split(".").at(-1)))
    found(node.span, node.value, path);
}

function visitEntry(
  { key, keySpan, value }: YamlEntry,
  parent: string,
  found: (at: YamlNode["span"], text: string, path: string) => void,
): void {
  const path = parent === "" ? key : `${parent}.${key}`;
  // What an older layout left behind is kept and not used: nobody has to fill it in.
  if (path === "module.x_legacy") return;
  if (isEmpty(value) && isPlaceholder(key, "name")) found(keySpan, key, parent === "" ? key : parent);
  if (value) visit(value, path, key, found);
}
