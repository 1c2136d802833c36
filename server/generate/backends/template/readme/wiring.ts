import type { Design } from "../design/shape.ts";
import { dependenciesOf } from "../code/adapter.ts";
import { needsConfig } from "../code/routes.ts";
import { call } from "../python/dedent.ts";

/** The five items of the wiring snippet, as Markdown below a heading of its own. */
export function wiringSections(design: Design): string {
  const { names, routes, tool } = design;
  const parts = [
    "Imports to add to `api/server.py`:",
    python(importLines(design)),
    "Lifespan startup, behind the services it uses:",
    python(startup(design)),
    ...shutdown(design),
    ...(routes.length > 0
      ? ["Router registration:", python([`app.include_router(${names.py}_router)`])]
      : [
          tool
            ? "Registration: `register_tool` above makes the tool callable; there is no route."
            : design.governance
              ? "Registration: whoever asks is given the module; there is no route."
              : design.executor
                ? "Registration: whoever makes tasks is given the module; there is no route."
                : "Registration: the service is called from Python; there is no route.",
        ]),
    "Verification commands:",
    fence("bash", verification(design)),
  ];
  return parts.join("\n\n");
}

/** What is closed, by whoever opened it; a service of the contracts only where it can be. */
function shutdown({ outbound, contracts }: Design): string[] {
  if (outbound.client)
    return [
      "Lifespan shutdown: the shared client is closed once, for every module that uses it.",
      python(["await http_client.aclose()"]),
    ];
  const close = contracts.service("packet_service")?.methods.find(({ name }) => /^(?:a?close|shutdown|disconnect)$/.test(name));
  if (!close) return ["Lifespan shutdown: the module opens nothing of its own, and nothing is to be closed."];
  return [
    "Lifespan shutdown: the module opens nothing of its own; the substrate is closed with the application.",
    python([`${close.async ? "await " : ""}substrate_service.${close.name}()`]),
  ];
}

/** The file that a spec may list for the wiring alone. */
export function wiringText(design: Design): string {
  return `# Wiring of ${design.task.module.name}\n\n## Wiring Instructions\n\n${wiringSections(design)}\n`;
}

function python(lines: readonly string[]): string {
  return fence("python", lines);
}

function fence(language: string, lines: readonly string[]): string {
  return `\`\`\`${language}\n${lines.join("\n")}\n\`\`\``;
}

function importLines({ layout, names, outbound, dedupe, routes, environment, tool, governance }: Design): string[] {
  const wanted = new Map<string, string[]>();
  const add = (role: Parameters<typeof layout.code.get>[0], name: string): void => {
    const module = layout.code.get(role)?.module;
    if (module) wanted.set(module, [...(wanted.get(module) ?? []), name]);
  };
  if (outbound.client) add("client", outbound.client.name);
  if (environment.settings.length > 0) add("config", names.config);
  add("logic", names.handler);
  if (governance) add("policies", governance.store);
  if (dedupe && dedupe.mechanism !== "substrate_lookup") add("cache", "ResponseCache");
  if (routes.length > 0) add("routes", `router as ${names.py}_router`);
  if (tool) add("logic", "register_tool");
  return [...wanted]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, list]) => `from ${module} import ${[...list].sort().join(", ")}`);
}

function startup(design: Design): string[] {
  const { names, outbound, environment, tool } = design;
  const settings = environment.settings.length > 0;
  const config = `${names.stem}_config`;
  const args = dependenciesOf(design).map(({ name }) => {
    if (name === "cache") return "cache=ResponseCache()";
    if (name === "policies") return `policies=${design.governance?.store ?? ""}(${storeArguments(design, config).join(", ")})`;
    if (name !== outbound.client?.injected) return `${name}=${name}`;
    const values = ["http_client", ...outbound.client.arguments.map(({ setting }) => `${config}.${setting.field}`)];
    return `${name}=${outbound.client.name}(${values.join(", ")})`;
  });
  return [
    ...(settings ? [`${config} = ${names.config}.from_env()`] : []),
    ...(needsConfig(design) ? [`app.state.${names.configState} = ${config}`] : []),
    call(`app.state.${names.handlerState} = ${names.handler}`, args, 60),
    ...(tool ? [`register_tool(tool_registry, app.state.${names.handlerState})`] : []),
  ];
}

/** Where the policies are, and how long they count. */
function storeArguments({ governance, names }: Design, config: string): string[] {
  if (!governance) return [];
  const { path, ttl, source } = governance;
  const usual = (): string =>
    source.kind === "file" ? (source.named ?? `config/${names.py}_policies.${source.format}`) : "config/policies";
  const asksPath = source.kind !== "loader" || source.argument !== "";
  return [
    ...(source.kind === "loader" ? [source.injected] : []),
    ...(asksPath ? [path ? `${config}.${path.field}` : `"${usual()}"`] : []),
    ...(ttl ? [`ttl_seconds=${config}.${ttl.field}`] : []),
  ];
}

function verification({ layout, routes, policy }: Design): string[] {
  const tests = layout.tests.map(({ file }) => file.path).join(" ");
  const curl = routes.map(({ method, route, auth }) => {
    const body = /^(?:GET|DELETE)$/.test(method) ? "" : " -d '{}'";
    const expected =
      auth === "none"
        ? `${policy.invalidPayload.status} ${policy.invalidPayload.name}`
        : `${policy.missingHeaders.status} ${policy.missingHeaders.name}`;
    return `curl -i -X ${method} http://127.0.0.1:8000${(route ?? "").replace(/\{\w+\}/g, "1")}${body}   # ${expected}`;
  });
  return [`python3 -m pytest ${tests}`, ...curl];
}
