import { expressionsOf } from "../code/expressions.ts";
import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { exchangeBlock } from "./client-cases.ts";
import { ENTRY } from "./failure.ts";
import { handlerBlock, mockBlocks, resultBlock, storedBlock, writtenBlock } from "./packet-support.ts";
import { pyValue, sampleArguments } from "./samples.ts";
import { firstPacketConstant } from "./support.ts";
import { correlationId, settingValue } from "./scene.ts";

const CALL_ID = "22222222-2222-4222-8222-222222222222";
const GIVEN_THREAD = "33333333-3333-5333-8333-333333333333";

/** The arguments that the tests call the tool with. */
export function toolArguments({ fields }: Design): Record<string, unknown> {
  return { ...Object.fromEntries(fields.map(({ name }) => [name, `${name}-1`])), note: "kept as it came" };
}

/** How a test writes the thread of a call. */
export function toolThread(design: Design): string {
  const { keyFields, tool } = design;
  if (keyFields.length === 0) return "GIVEN_THREAD";
  const seed = keyFields.map((name) => (tool?.ofRequest.includes(name) ? requestValue(name, design) : `${name}-1`)).join(":");
  return `uuid5(MODULE_NAMESPACE, ${pyString(seed)})`;
}

/** What a field of the request holds in the tests, as text. */
export function requestValue(name: string, design: Design): string {
  const { request } = design.tool ?? {};
  return name === request?.call ? CALL_ID : name === request?.correlation?.name ? correlationId(design) : `${name}-1`;
}

/** Constants, helpers and fixtures of a tool's tests. */
export function toolSupport(design: Design): Block[] {
  const { tool, environment, names, substrate } = design;
  if (!tool) return [];
  const constant = (name: string, value: string, type = ""): Block => ({
    defines: [name],
    code: `${name}${type} = ${value}`,
    tight: true,
  });
  const setting = { design, expressions: expressionsOf(design) };
  const lines = Object.entries(toolArguments(design)).map(([name, value]) => `    ${pyString(name)}: ${pyValue(value)},`);
  const config = call(
    `CONFIG = ${names.config}`,
    environment.settings.map((one) => `${one.field}=${settingValue(one, design)}`),
  );
  return [
    ...(environment.settings.length > 0 ? [constant("CONFIG", config.slice("CONFIG = ".length))] : []),
    { defines: ["ARGUMENTS"], code: `ARGUMENTS: Dict[str, Any] = {\n${lines.join("\n")}\n}`, tight: true },
    constant("CALL_ID", `UUID("${CALL_ID}")`),
    constant("GIVEN_THREAD", `UUID("${GIVEN_THREAD}")`),
    constant("THREAD_UUID", toolThread(design)),
    constant("RESULT", '{"id": "result-1"}'),
    ...(substrate.write.id ? [firstPacketConstant(design)] : []),
    requestBlock(design, tool),
    callBlock(design, tool),
    writtenBlock(setting),
    ...exchangeBlock(design),
    ENTRY,
    ...storedBlock(setting),
    ...resultBlock(setting),
    ...mockBlocks(setting),
    handlerBlock(design),
    registryBlock(design, tool),
  ];
}

function requestBlock(design: Design, { request, registry }: ToolDesign): Block {
  const { identity, task, contracts } = design;
  const values: Record<string, string> = {
    [request.call]: request.callKind === "text" ? "str(call_id)" : "call_id",
    [identity]: pyString(task.module.id),
    [request.arguments]: "arguments",
  };
  if (request.thread) values[request.thread] = request.threadIsText ? "str(GIVEN_THREAD)" : "GIVEN_THREAD";
  if (request.correlation) {
    const text = pyString(correlationId(design));
    values[request.correlation.name] = request.correlation.kind === "uuid" ? `UUID(${text})` : text;
  }
  for (const { name, value } of registry.request.keywords) if (value === "AGENT_ID") values[name] = '"agent-1"';
  const model = contracts.model("tool_request");
  const keywords = model ? sampleArguments(contracts, model, values) : [];
  return {
    defines: ["make_request"],
    code: py`
      def make_request(arguments: Dict[str, Any], call_id: UUID = CALL_ID) -> ${request.model}:
          """A call of the tool."""
          ${call(`return ${request.model}`, keywords, 4)}
    `,
  };
}

function callBlock({ task }: Design, { registry, result }: ToolDesign): Block {
  const { method, arguments: args } = registry.dispatch;
  const given = args.map((argument) =>
    argument.replace(/tool_id$/, pyString(task.module.id)).replace(/request$/, "make_request(arguments, call_id)"),
  );
  return {
    defines: ["call_tool"],
    code: py`
      ${call("def call_tool", ["registry: MagicMock", "arguments: Dict[str, Any] = ARGUMENTS", "call_id: UUID = CALL_ID"], 0, ` -> ${result.model.name}:`)}
          """Call the tool as agents do, by its id."""
          return asyncio.run(registry.${method}(${given.join(", ")}))
    `,
  };
}

/** A registry that holds the tool: the real one behind a record of its calls, where it can be made without services. */
function registryBlock({ names, contracts }: Design, { registry }: ToolDesign): Block {
  const model = contracts.supporting("registry").find(({ name }) => name === registry.service);
  const needs = model?.methods.find(({ name }) => name === "__init__")?.parameters.some(({ required }) => required) ?? false;
  const handlerAt = registry.register?.arguments.indexOf("handler") ?? 1;
  const lines = needs
    ? [
        `register_tool(registry, handler)`,
        `registry.${registry.dispatch.method}.side_effect = lambda *given: registry.${registry.register?.method ?? ""}.call_args.args[${handlerAt}](given[-1])`,
      ]
    : [
        `real = ${registry.service}()`,
        "register_tool(real, handler)",
        `registry.${registry.dispatch.method}.side_effect = real.${registry.dispatch.method}`,
      ];
  return {
    defines: ["registry"],
    code: py`
      @pytest.fixture
      def registry(handler: ${names.handler}) -> MagicMock:
          """The registry with the tool, and a record of its calls."""
          registry = create_autospec(${registry.service}, instance=True)
          ${lines}
          return registry
    `,
  };
}
