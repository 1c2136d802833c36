import type { Node } from "../../server/code/index.ts";
import { defineRule, type Edit, type Fix, type CodeContext } from "../define.ts";
import { isRequiredName, wrongSource, type WrongSource } from "../shared/canonical-imports.ts";

export default defineRule({
  id: "import_source",
  family: "imports",
  check: "contracts_extracted",
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
        const wrong = dotted && wrongSource(module, dotted.text, context);
        if (!wrong) continue;
        const { canonical } = wrong;
        report(dotted, module, dotted.text, wrong, context, {
          title: `Import ${dotted.text} from ${canonical.module}`,
          safety: "safe",
          edits: moveImport(node, name, canonical.module),
        });
      }
    },
    attribute(node, context) {
      const name = node.child("attribute");
      if (!name || !isRequiredName(name.text, context)) return;
      // `import core.schemas.packet_envelope as packets`, then `packets.PacketEnvelopeIn`.
      const dotted = context.resolve(node);
      const module = dotted?.endsWith(`.${name.text}`) ? dotted.slice(0, -name.text.length - 1) : null;
      const wrong = module ? wrongSource(module, name.text, context) : null;
      // Of a module that nothing is known of, the attribute may be anything.
      if (module && wrong?.actual) report(node, module, name.text, wrong, context);
    },
  },
});

function report(
  at: Node,
  module: string,
  name: string,
  { canonical, actual }: WrongSource,
  context: CodeContext,
  fix?: Fix,
): void {
  const { evidence } = canonical;
  context.report({
    at,
    message: `${name} comes from \`${canonical.module}\`, not from \`${module}\`${actual ? ", which defines another class of that name" : ""}: import it from there.`,
    related: evidence.span ? [{ path: evidence.path, at: evidence.span, message: `${name} is defined here` }] : [],
    fix,
    data: { name, canonical: canonical.module },
  });
}

/** One name of a statement moves to a statement of its own behind it; a lone name keeps its statement. */
function moveImport(statement: Node, name: Node, canonical: string): Edit[] {
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
