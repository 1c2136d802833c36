import { unwrap, type Binding, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { lazyBuild } from "../shared/lazy-build.ts";
import { builtService, isScalarType } from "../shared/service-calls.ts";

const INSTEAD = "Build it in the lifespan, keep it on app.state and inject it with Depends.";

export default defineRule({
  id: "module_singleton",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A service, client, repository, engine, pool, adapter, registry, orchestrator or cache built while its module is imported, or lazily into a module global or a static member.",
  why: "It exists before the settings do, every importer shares it, and a test can not put another in its place.",
  instead:
    "Build it in the lifespan, keep it on app.state and inject it with Depends; in TypeScript build it where the program starts and pass it on. At module level leave routers, loggers and constants.",
  examples: [
    {
      bad: "import httpx\n\nclient = httpx.AsyncClient()\n",
      good: "import httpx\n\ndef get_client(request: Request) -> httpx.AsyncClient:\n    return request.app.state.http\n",
    },
    {
      bad: "_service: OrdersService | None = None\n\ndef get_service() -> OrdersService:\n    global _service\n    if _service is None:\n        _service = OrdersService()\n    return _service\n",
      good: "def get_service(request: Request) -> OrdersService:\n    return request.app.state.orders_service\n",
    },
  ],
  python: {
    call(node, context) {
      if (!context.isImportTime(node)) return;
      const built = builtService(node, context);
      if (built === null || partOfAnother(node, context)) return;
      context.report({
        at: node,
        message: `\`${built}(…)\` is built while the module is imported${place(node)}: nothing can configure, replace or close it. ${INSTEAD}`,
      });
    },
    assignment(node, context) {
      const name = node.child("left");
      const value = node.child("right");
      if (name?.type !== "identifier" || (value && value.type !== "none")) return;
      const annotation = node.child("type");
      if (!context.isImportTime(node) || context.scope(node).kind !== "module" || (annotation && isScalarType(annotation)))
        return;
      const bindings = context.bindings(name);
      if (bindings.find((binding) => !binding.through)?.statement !== node) return;
      for (const binding of bindings) {
        const call = binding.through && lazyBuild(binding, annotation !== null, context);
        if (!call) continue;
        context.report({
          at: name,
          message: `\`${name.text}\` is a singleton built lazily through \`global\` (\`${callee(call)}(…)\`): one object for the whole process, that nothing can replace or close. ${INSTEAD}`,
          related: [{ at: binding.statement, message: `\`${functionName(binding)}\` builds it here` }],
        });
        return;
      }
    },
  },
});

/** A call inside the construction of another service is part of the same defect. */
function partOfAnother(node: Node, context: CodeContext): boolean {
  for (let up = node.parent; up && up.type !== "function_definition" && up.type !== "class_definition"; up = up.parent) {
    if (up.type === "call" && builtService(up, context) !== null) return true;
  }
  return false;
}

/** Where the object ends up, for the message. */
function place(node: Node): string {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (up.type === "decorator") return " as an argument of a decorator";
    if (up.type === "default_parameter" || up.type === "typed_default_parameter")
      return ` as the default of \`${up.child("name")?.text ?? ""}\``;
    if (up.type === "assignment" && child.field === "right" && up.child("left")?.type === "identifier")
      return ` (\`${up.child("left")?.text ?? ""}\`)`;
  }
  return "";
}

function callee(call: Node): string {
  const called = call.child("function");
  return called ? unwrap(called).text : "";
}

function functionName(binding: Binding): string {
  return binding.through?.node.child("name")?.text ?? "a function";
}
