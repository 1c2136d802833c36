import {
  enclosingFunction,
  isFunction,
  isNew,
  keyOf,
  modifiers,
  unwrap,
  walk,
  type Binding,
  type Node,
} from "../../server/code/index.ts";
import { isImportTime } from "../../server/code/import-time.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { buildingIn } from "../shared/lazy-build.ts";
import { isLoadTime, isProgram } from "../shared/load-time.ts";
import { isPlainType } from "../shared/plain-types.ts";
import { builtService } from "../shared/service-calls.ts";

const INSTEAD = {
  python: "Build it in the lifespan, keep it on app.state and inject it with Depends.",
  typescript: "Build it where the program starts and pass it to what needs it.",
};

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
  code: {
    visit: {
      call(node, context) {
        const built = isLoadTime(node) ? builtService(node, context) : null;
        if (built === null || isPartOfAnother(node, context)) return;
        context.report({
          at: node,
          message: `\`${built}(…)\` is built while the module is imported${place(node)}: nothing can configure, replace or close it. ${INSTEAD[node.source.language]}`,
        });
      },
      assignment(node, context) {
        const name = node.child("left");
        const annotation = node.child("type");
        if (!name || !isEmpty(node.child("right")) || (annotation && isPlainType(annotation))) return;
        for (const { value, maker } of laterValues(node, name, context)) {
          const call = isLazy(value, context) ? buildingIn(value, { context, annotated: annotation !== null }) : null;
          if (!call) continue;
          const owner = name.type === "property_name" ? node.parent?.parent?.child("name") : null;
          const title = `${owner ? `${owner.text}.` : ""}${name.text}`;
          context.report({
            at: name,
            message: `\`${title}\` is a singleton built lazily${maker ? " through `global`" : ""} (\`${isNew(call) ? "new " : ""}${callee(call)}(…)\`): one object for the whole process, that nothing can replace or close. ${INSTEAD[node.source.language]}`,
            related: [{ at: value, message: maker ? `\`${maker}\` builds it here` : "it is built here" }],
          });
          return;
        }
      },
    },
  },
});

/** A call inside the construction of another service is part of the same defect. */
function isPartOfAnother(node: Node, context: CodeContext): boolean {
  for (let up = node.parent; up && !isFunction(up) && up.type !== "class_definition"; up = up.parent)
    if (up.type === "call" && builtService(up, context) !== null) return true;
  return false;
}

/** Where the object ends up, for the message. */
function place(node: Node): string {
  let child = node;
  for (let up = node.parent; up && !isFunction(up) && up.type !== "expression_statement"; child = up, up = up.parent) {
    if (up.type === "decorator") return " as an argument of a decorator";
    const name = up.child("name") ?? up.child("left");
    if (up.type === "default_parameter" || up.type === "typed_default_parameter")
      return ` as the default of \`${name?.text ?? ""}\``;
    if (up.type === "assignment" && child.field === "right" && name && /^(?:identifier|property_name)$/.test(name.type))
      return ` (\`${name.text}\`)`;
  }
  return "";
}

function callee(call: Node): string {
  const called = call.child("function");
  return called ? unwrap(called).text : "";
}

/** `x = None`, `let x: X | undefined`: nothing yet. */
function isEmpty(value: Node | null): boolean {
  const plain = value && unwrap(value);
  return !plain || plain.type === "none" || (plain.type === "identifier" && plain.text === "undefined");
}

/** In TypeScript a test builds what it tests before each case, and a program has nobody who imports it. */
function isLazy(value: Node, context: CodeContext): boolean {
  if (value.source.language === "python") return true;
  return enclosingFunction(value) !== null && !context.isTest && !isProgram(value) && !isLoadTime(value);
}

interface Later {
  value: Node;
  /** The function that declares the name `global`. */
  maker?: string;
}

/** What functions give a module's name, or a class's static member, that is declared without a value. */
function laterValues(declaration: Node, name: Node, context: CodeContext): Later[] {
  if (name.type === "property_name") {
    const owner = declaration.parent?.parent;
    const words = modifiers(declaration);
    return owner && words.includes("static") && !words.includes("declare") && isImportTime(owner)
      ? givenToMember(declaration, owner)
      : [];
  }
  if (name.type !== "identifier" || !isImportTime(declaration) || context.scope(name).kind !== "module") return [];
  const bindings = context.bindings(name);
  if (declaration.source.language === "python") {
    if (bindings.find((binding) => !binding.through)?.statement !== declaration) return [];
    return bindings.flatMap((binding) => {
      const value = binding.through && (binding.value ?? pairedValue(binding));
      return value ? [{ value, maker: binding.through?.node.child("name")?.text ?? "a function" }] : [];
    });
  }
  const keyword = declaration.parent;
  if (keyword?.type !== "variable_declaration" || /^(?:const|declare)\b/.test(keyword.text)) return [];
  return bindings.flatMap(({ node }) => {
    const write = node !== name && node.field === "left" && /assignment$/.test(node.parent?.type ?? "") ? node.parent : null;
    const value = write?.child("right");
    return value ? [{ value }] : [];
  });
}

/** The value that belongs to one name of `a, b = A(), B()`. */
function pairedValue(binding: Binding): Node | null {
  if (binding.statement.type !== "assignment") return null;
  const left = binding.statement.child("left");
  const right = binding.statement.child("right");
  if (!left || !right || left.operands.length !== right.operands.length) return null;
  return right.operands[left.operands.indexOf(binding.node)] ?? null;
}

/** What the methods of a class give its static member. */
function givenToMember(declaration: Node, owner: Node): Later[] {
  const name = keyOf(declaration);
  const values: Later[] = [];
  walk(owner.child("body") as Node, (node) => {
    const left = node === declaration || !/assignment$/.test(node.type) ? null : node.child("left");
    const value = node.child("right");
    const object = left?.type === "attribute" ? left.child("object") : null;
    if (!left || !value || object?.type !== "identifier") return;
    // `#instance` is another member than `instance`.
    const key = /[#\w$]+$/.exec(left.text)?.[0];
    const isOwn = object.text === "this" ? isInStatic(node, owner) : object.text === owner.child("name")?.text;
    if (key === name && isOwn) values.push({ value });
  });
  return values;
}

/** `this` is the class itself in a static method. */
function isInStatic(node: Node, owner: Node): boolean {
  let member = node;
  while (member.parent && member.parent !== owner.child("body")) member = member.parent;
  return modifiers(member).includes("static");
}
