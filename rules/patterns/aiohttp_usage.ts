import { walk, type Binding, type Node, type ModuleNames } from "../../server/code/index.ts";
import { defineRule, type FileContext, type Related } from "../define.ts";
import { importedBindings, importedByCall, importPlace, usesOf } from "../shared/import-uses.ts";

/** Related places beyond this are counted, not listed. */
const MAX_USES = 20;

export default defineRule({
  id: "aiohttp_usage",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "An import of aiohttp.",
  why: "The platform's HTTP goes through one injected httpx client: its timeouts, retries and test transport do not reach a second library.",
  instead: "Use the injected `httpx.AsyncClient`.",
  examples: [{ bad: "import aiohttp\n", good: "import httpx\n" }],
  pythonFile(context) {
    if (!context.module.source.text.value.includes("aiohttp")) return;
    for (const unit of context.module.units) {
      if (!unit.node.text.includes("aiohttp")) continue;
      const statements = new Map<Node, Binding[]>();
      for (const { binding, statement, target } of importedBindings(context.module, unit)) {
        if (!isAiohttp(target)) continue;
        // `from aiohttp import a, b` is one import; of `import a, aiohttp` only the part that is meant.
        const place = statement.type === "import_statement" ? importPlace(statement, binding) : statement;
        statements.set(place, [...(statements.get(place) ?? []), binding]);
      }
      for (const [place, bindings] of statements) report(place, bindings, context);
      walk(unit.node, (node) => {
        if (node.type !== "call") return;
        const name = importedByCall(node, context.module);
        if (name !== null && isAiohttp(name)) report(node, boundTo(node, context.module), context);
      });
    }
  },
});

function isAiohttp(target: string): boolean {
  return target === "aiohttp" || target.startsWith("aiohttp.");
}

/** The name a dynamic import is assigned to. */
function boundTo(call: Node, module: ModuleNames): Binding[] {
  const assignment = call.parent;
  const name = assignment?.type === "assignment" ? assignment.child("left") : null;
  if (name?.type !== "identifier") return [];
  return module.bindingsOf(name.text, name).filter((binding) => binding.statement === assignment);
}

function report(at: Node, bindings: readonly Binding[], context: FileContext): void {
  const uses = usesOf(bindings, context.module);
  const related: Related[] = uses.slice(0, MAX_USES).map(({ node, name }) => ({ at: node, message: `\`${name}\` is used here` }));
  const count = uses.length === 0 ? "" : uses.length === 1 ? " (used once)" : ` (used ${uses.length} times)`;
  context.report({
    at,
    message: `aiohttp is imported${count}: the platform's timeouts, retries and test transport live in httpx. Use the injected \`httpx.AsyncClient\` instead.`,
    related,
  });
}
