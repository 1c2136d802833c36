import { defineRule, type Fix } from "../define.ts";
import { isBareMock, standsFor } from "../shared/mocks.ts";

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
  python: {
    call(node, context) {
      if (!context.isTest || !isBareMock(node, context)) return;
      const found = standsFor(node, context);
      if (!found) return;
      const callee = node.child("function")?.text ?? "";
      const what = found.name === "" ? "a contract model" : `\`${found.name}\``;
      const service = /Service$|Registry$|Client$|Runtime$/.test(found.name);
      const instead = found.name === "" || !service ? `build the real model` : `give it \`spec=${found.name}\``;
      let fix: Fix | undefined;
      const list = node.child("arguments");
      if (service && list && context.bindingsNamed(found.name).length > 0) {
        const at = list.start + 1;
        const more = list.operands.length > 0 ? ", " : "";
        fix = {
          title: `Add \`spec=${found.name}\``,
          safety: "unsafe",
          edits: [{ span: { start: at, end: at }, text: `spec=${found.name}${more}` }],
        };
      }
      context.report({
        at: node,
        message: `\`${callee}(…)\` stands for ${what} (${found.because}) and accepts any name: ${instead}, so that a field or method that does not exist fails here.`,
        fix,
        data: { contract: found.name },
      });
    },
  },
});
