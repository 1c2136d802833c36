import { isTypeScript } from "../../server/facts/languages.ts";
import type { Module } from "../../server/facts/project.ts";
import { defineRule, type Fix, type ModuleContext, type Related } from "../define.ts";
import { literal, ModuleNames } from "../shared/module-names.ts";
import { routesOf, type ModuleRoute } from "../shared/module-routes.ts";
import { pairRoutes, specRoutes, type SpecRoute } from "../shared/route-pairs.ts";

export default defineRule({
  id: "route_drift",
  family: "drift",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml", "python", "typescript"],
  fix: "unsafe",
  what: "The spec's inbound routes and the routes that the code declares differ: missing, extra, another method or another path.",
  why: "Callers are configured from the spec; a route that answers elsewhere is a webhook nobody receives.",
  instead: "Declare each inbound route of the spec once, at its path with every prefix counted, and no other.",
  examples: [
    {
      bad: 'router = APIRouter(prefix="/orders")\n\n@router.post("/orders/webhook")\nasync def handle(request: Request) -> Response: ...\n',
      good: 'router = APIRouter(prefix="/orders")\n\n@router.post("/webhook")\nasync def handle(request: Request) -> Response: ...\n',
    },
  ],
  module(module, context) {
    const names = new ModuleNames(module);
    // Nothing is missing from code that is not written yet.
    if (names.code.length === 0) return;
    const wanted = specRoutes(module.spec);
    const routes = routesOf(names);
    if (wanted.length === 0 && routes.length === 0) return;
    const { otherMethod, otherPath, moreMethods, missing, extra } = pairRoutes(wanted, routes);
    for (const { spec, code } of otherMethod) {
      const method = spec.methods.join(", ");
      const own = code.fact.methods.join(", ");
      context.report(code.file.path, {
        at: code.fact.span,
        message: `\`${pathOf(code)}\` answers ${own}, but the spec asks for ${method}: callers get ${otherMethodOf(code)}. Declare it for ${method}.`,
        related: [inSpec(module, spec.inbound.method?.span ?? spec.route.span, `The spec asks for ${method} ${spec.route.text}`)],
        data: { route: spec.route.text, method, found: own },
        fix: methodFix(code, spec),
      });
    }
    for (const { spec, code } of otherPath) {
      context.report(code.file.path, {
        at: code.fact.span,
        message: `This route answers at \`${pathOf(code)}\`, but the spec says \`${spec.route.text}\`${doubled(code)}: callers get 404.`,
        related: [inSpec(module, spec.route.span, `The spec's route is ${spec.route.text}`)],
        data: { route: spec.route.text, found: pathOf(code) },
        fix: pathFix(code, spec),
      });
    }
    for (const { code, methods } of [...extra.map((code) => ({ code, methods: code.fact.methods })), ...moreMethods]) {
      const { at, message } = inboundOf(module);
      const own = `${methods.join(", ") || "Any method"} ${pathOf(code)}`;
      context.report(code.file.path, {
        at: code.fact.span,
        message: `\`${own}\` is not an inbound route of the spec: add it to \`module.interfaces.inbound\`, or leave it out.`,
        related: [inSpec(module, at, message)],
        data: { found: pathOf(code), methods },
      });
    }
    for (const spec of missing) reportMissing(spec, module, names, routes, context);
  },
});

function reportMissing(
  spec: SpecRoute,
  module: Module,
  names: ModuleNames,
  routes: readonly ModuleRoute[],
  context: ModuleContext,
): void {
  const own = `${spec.methods.join(", ")} ${spec.route.text}`.trim();
  const near = routes[0];
  const router = names.code.flatMap(({ path, facts }) => (facts?.routes ?? []).map((fact) => ({ path, fact })))[0];
  const file = near?.file.path ?? router?.path ?? names.code[0]?.path ?? "";
  const related: Related = near
    ? { path: file, at: near.fact.span, message: "A route that the code does declare" }
    : { path: file, at: router?.fact.span ?? { start: 0, end: 0 }, message: "The module's code declares no such route" };
  context.report(module.specPath, {
    at: spec.route.span,
    message: `No route of the code answers \`${own}\`: declare it, or take the entry out of the spec.`,
    related: [related],
    data: { route: spec.route.text, methods: spec.methods },
  });
}

/** What a caller gets who uses another method. */
function otherMethodOf({ framework, file }: ModuleRoute): number {
  return framework?.otherMethod ?? (isTypeScript(file.path) ? 404 : 405);
}

/** The path a route is reached at, unknown parts as `…`. */
function pathOf({ paths }: ModuleRoute): string {
  const [first] = paths;
  const text = first?.full.map((part) => part ?? "…").join("") ?? "";
  return text === "" ? "/" : text;
}

/** Why a path is another one, where it can be told: `/orders/orders/webhook`. */
function doubled({ paths }: ModuleRoute): string {
  const twice = /^(\/.+?)\1(?=\/|$)/.exec(literal(paths[0]?.full ?? []) ?? "");
  return twice ? `, because the prefix \`${twice[1] as string}\` is there twice` : "";
}

function methodFix({ fact }: ModuleRoute, { methods }: SpecRoute): Fix | undefined {
  const [only, ...more] = methods;
  if (!fact.methodSpan || !only || more.length > 0 || !/^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(only)) return undefined;
  return { title: `Answer ${only}`, safety: "unsafe", edits: [{ span: fact.methodSpan, text: only.toLowerCase() }] };
}

function pathFix({ file, fact, framework, paths }: ModuleRoute, { route }: SpecRoute): Fix | undefined {
  const [only, ...more] = paths;
  const prefix = only && more.length === 0 ? literal(only.prefix) : null;
  if (prefix === null || !fact.pathSpan || !route.text.startsWith(`${prefix}/`)) return undefined;
  const path = route.text.slice(prefix.length);
  // `/orders/{order_id}` is `/orders/:order_id` to express, `/orders/<order_id>` to Flask.
  const parameter = framework?.parameter ?? (isTypeScript(file.path) ? ":name" : "{name}");
  const isBraces = parameter === "{name}";
  const text = isBraces ? path : path.replace(/\{(\w+)[^}]*\}/g, (_, name: string) => parameter.replace("name", name));
  return { title: "Correct the path", safety: "unsafe", edits: [{ span: fact.pathSpan, text }] };
}

function inboundOf(module: Module): { at: Related["at"]; message: string } {
  const entry = module.spec.get("module.interfaces.inbound");
  return {
    at: entry?.keySpan ?? module.spec.idSpan,
    message: entry ? "The spec's inbound routes" : "The spec names no inbound route",
  };
}

function inSpec(module: Module, at: Related["at"], message: string): Related {
  return { path: module.specPath, at, message };
}
