import type { PyNode } from "../../server/facts/python/index.ts";
import { defineRule, type Edit, type PythonContext } from "../define.ts";

export default defineRule({
  id: "import_source",
  family: "imports",
  severity: "error",
  languages: ["python"],
  fix: "safe",
  yieldsTo: ["forbidden_import"],
  what: "A required model or service imported from elsewhere than where it is defined.",
  why: "Several files define a class of that name; another one has other fields, and what it builds is refused.",
  instead: "Import it from its canonical module.",
  examples: [
    {
      bad: "from core.schemas.packet_envelope import PacketEnvelopeIn\n",
      good: "from memory.substrate_models import PacketEnvelopeIn\n",
    },
  ],
  python: {
    import_from_statement(node, context) {
      const module = node.child("module_name")?.text.replace(/\s/g, "") ?? "";
      for (const name of node.childrenIn("name")) {
        const dotted = name.type === "aliased_import" ? name.child("name") : name;
        const imported = dotted?.text ?? "";
        if (!isRequired(imported, context)) continue;
        const lookup = context.project.contracts.required(imported);
        if (lookup.status !== "found" || lookup.class.evidence.path === context.path) continue;
        const canonical = lookup.class.module;
        const actual = context.contractClass(`${module}${module.endsWith(".") ? "" : "."}${imported}`);
        if (module === canonical || actual?.module === canonical) continue;
        context.report({
          at: dotted ?? name,
          message: `${imported} comes from \`${canonical}\`, not from \`${module}\`${actual ? ", which defines another class of that name" : ""}: import it from there.`,
          related: lookup.class.evidence.span ? [{ path: lookup.class.evidence.path, at: lookup.class.evidence.span, message: `${imported} is defined here` }] : [],
          fix: { title: `Import ${imported} from ${canonical}`, safety: "safe", edits: moveImport(node, name, canonical) },
          data: { name: imported, canonical },
        });
      }
    },
  },
});

function isRequired(name: string, { project: { profile } }: PythonContext): boolean {
  return (
    Object.values(profile.schema_extraction.models_required).some((names) => names.includes(name)) ||
    Object.values(profile.required_imports).some(({ module, names }) => module.includes(".") && names.includes(name)) ||
    name in profile.model_locations
  );
}

/** One name of a statement moves to a statement of its own behind it; a lone name keeps its statement. */
function moveImport(statement: PyNode, name: PyNode, canonical: string): Edit[] {
  const names = statement.childrenIn("name");
  const module = statement.child("module_name");
  if (names.length === 1 && module) return [{ span: module, text: canonical }];
  const at = names.indexOf(name);
  const next = names[at + 1];
  const previous = names[at - 1];
  const removed = next ? { start: name.start, end: next.start } : { start: previous?.end ?? name.start, end: name.end };
  const { value } = statement.source.text;
  const lineStart = Math.max(value.lastIndexOf("\n", statement.start - 1), value.lastIndexOf("\r", statement.start - 1)) + 1;
  const indent = value.slice(lineStart, statement.start);
  const moved = `${statement.source.text.eol}${/^\s*$/.test(indent) ? indent : ""}from ${canonical} import ${name.text}`;
  return [
    { span: removed, text: "" },
    { span: { start: statement.end, end: statement.end }, text: moved },
  ];
}
