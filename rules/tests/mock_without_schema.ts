import { callArguments, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext, type Fix } from "../define.ts";
import { castValue, type CastValue } from "../shared/cast-values.ts";
import { castStandsFor, isBareMock, isBareMockCall, standsFor } from "../shared/mocks.ts";

export default defineRule({
  id: "mock_without_schema",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "unsafe",
  what: "A mock that stands for a contract model or service and knows nothing of it.",
  why: "It has every attribute and every method: a call of one that does not exist passes here and fails in production.",
  instead:
    "Build the real model; for a service use `create_autospec(Service, instance=True)` or `spec=Service`, in TypeScript `{ … } satisfies Partial<Service>` or `mockDeep<Service>()`.",
  examples: [
    {
      bad: "def test_order():\n    substrate_service = AsyncMock()\n    substrate_service.write_packet.return_value = None\n",
      good: "def test_order():\n    substrate_service = AsyncMock(spec=MemorySubstrateService)\n    substrate_service.write_packet.return_value = None\n",
    },
  ],
  code: {
    visit: {
      dictionary(node, context) {
        if (context.isTest && node.source.language === "typescript") checkCast(node, context);
      },
      call(node, context) {
        if (!context.isTest) return;
        if (node.source.language === "typescript") {
          if (isBareMockCall(node, context)) checkCast(node, context);
          return;
        }
        const found = isBareMock(node, context) ? standsFor(node, context) : null;
        if (!found) return;
        const isService = /Service$|Registry$|Client$|Runtime$/.test(found.name);
        context.report({
          at: node,
          message: messageFor(
            `${node.child("function")?.text ?? ""}(…)`,
            found,
            "accepts any name",
            isService ? `give it \`spec=${found.name}\`` : "build the real model",
          ),
          fix: isService ? specFix(node, found.name, context) : undefined,
          data: { contract: found.name },
        });
      },
    },
  },
});

function checkCast(node: Node, context: CodeContext): void {
  const mock = castValue(node, context);
  const found = castStandsFor(mock, context);
  if (!found) return;
  const { name } = found;
  const written =
    node.type === "dictionary"
      ? `{ … }${mock.casts.map((type) => ` as ${type.text}`).join("")}`
      : `${node.child("function")?.text ?? ""}()`;
  const instead =
    name === "" ? "build the real model" : `check it with \`satisfies Partial<${name}>\`, or use \`mockDeep<${name}>()\``;
  context.report({
    at: mock.whole,
    message: messageFor(written, found, "the compiler checks none of it", instead),
    fix: satisfiesFix(mock, name, context),
    data: { contract: name },
  });
}

function messageFor(written: string, found: { name: string; because: string }, takes: string, instead: string): string {
  const stands = found.name === "" ? "a contract model" : `\`${found.name}\``;
  return `\`${written}\` stands for ${stands} (${found.because}) and ${takes}: ${instead}, so that a field or method that does not exist fails here.`;
}

function specFix(call: Node, name: string, context: CodeContext): Fix | undefined {
  const list = call.child("arguments");
  if (!list || context.bindingsNamed(name).length === 0) return undefined;
  // A schema that is given and none (`spec=None`, `Mock(None)`) is not given a second time.
  const { positional, keywords } = callArguments(call);
  if (positional.length > 0 || keywords.some((keyword) => /^spec(?:_set)?$/.test(keyword.name))) return undefined;
  const more = list.operands.length > 0 ? ", " : "";
  return inserting(`spec=${name}`, list.start + 1, more, `Add \`spec=${name}\``);
}

/** The literal is checked before it is cast; only where the file knows the type. */
function satisfiesFix({ value, casts }: CastValue, name: string, context: CodeContext): Fix | undefined {
  if (name === "" || value.type !== "dictionary" || casts.length === 0 || context.bindingsNamed(name).length === 0)
    return undefined;
  // `<any>{ … }` binds before anything that is written behind it.
  if (value.parent?.start !== value.start) return undefined;
  return inserting(` satisfies Partial<${name}>`, value.end, "", `Check it with \`satisfies Partial<${name}>\``);
}

function inserting(text: string, at: number, more: string, title: string): Fix {
  return { title, safety: "unsafe", edits: [{ span: { start: at, end: at }, text: `${text}${more}` }] };
}
