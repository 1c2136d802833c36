import type { Design } from "../design/shape.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { contentOf } from "./client.ts";
import { raising } from "./errors.ts";
import { expressionsOf } from "./expressions.ts";

/** The module's own calls that AIOS may ask for. */
export function actionsOf({ runtime, outbound }: Pick<Design, "runtime" | "outbound">): OutboundCall[] {
  if (!runtime?.binding || !runtime.result.tool) return [];
  const calls = outbound.client?.calls ?? [];
  const actions = calls.filter(({ role }) => role === "action");
  // Without a registry the tools that AIOS is shown are the module's own.
  return actions.length > 0 || runtime.registry?.approved ? actions : calls;
}

export function toolConstant({ name }: OutboundCall): string {
  return `TOOL_${name.toUpperCase()}`;
}

/** How AIOS is asked, and what is done when it asks for a tool. */
export function askBlocks(design: Design): { blocks: Block[]; methods: string[] } {
  const { runtime } = design;
  if (!runtime) return { blocks: [], methods: [] };
  const actions = actionsOf(design);
  return {
    blocks: actions.length > 0 ? [toolsBlock(design, actions)] : [],
    methods: [
      askMethod(design),
      ...(runtime.result.tool ? [actMethod(design, actions)] : []),
      ...(needsArgument(actions) ? [argumentMethod(design)] : []),
    ],
  };
}

function needsArgument(actions: readonly OutboundCall[]): boolean {
  return actions.some(({ parameters }) => parameters.some(({ setting }) => !setting));
}

function toolsBlock({ runtime, identity }: Design, actions: readonly OutboundCall[]): Block {
  const binding = runtime?.binding;
  if (!binding) return { defines: [], code: "" };
  const one = (action: OutboundCall): string => {
    const own = action.parameters.filter(({ setting }) => !setting).map(({ name }) => name);
    const schema = `{"type": "object", "properties": {${own.map((name) => `"${name}": {"type": "string"}`).join(", ")}}}`;
    const values = {
      display: pyString(action.name.replaceAll("_", " ")),
      description: pyString(`${action.verb} ${action.endpoint}`),
      schema,
      agents: "[AGENT_ID]",
    };
    return call(
      binding.model,
      [`${identity}=${toolConstant(action)}`, ...binding.keywords.map(({ name, meaning }) => `${name}=${values[meaning]}`)],
      8,
    );
  };
  return {
    defines: ["outbound_tools"],
    code: py`
      def outbound_tools() -> List[${binding.model}]:
          """The module's own calls, as tools that AIOS may ask for."""
          return [
              ${actions.map((action) => `${one(action)},`)}
          ]
    `,
  };
}

function toolsType({ runtime }: Design): string {
  return `List[${runtime?.binding?.model ?? "Any"}]`;
}

function askMethod(design: Design): string {
  const { runtime, names, policy } = design;
  if (!runtime) return "";
  const { payload } = expressionsOf(design);
  const keywords = runtime.context.keywords.map(({ name, value }) => `${name}=${value.replace("payload_of(event)", payload)}`);
  return py`
    async def _ask(self, event: ${names.event}, thread_uuid: UUID, tools: ${toolsType(design)}) -> ${runtime.result.model}:
        ${call(`context = ${runtime.context.model}`, keywords, 8)}
        try:
            return await self._aios_runtime.${runtime.method}(context)
        except Exception as error:
            ${raising(design, policy.aios, "str(error)")} from error
  `;
}

/** AIOS may only ask for what it was offered: the module's own calls, and tools of the registry that the agent is approved for. */
function actMethod(design: Design, actions: readonly OutboundCall[]): string {
  const { runtime, names, policy, outbound, identity } = design;
  if (!runtime?.result.tool) return "";
  const { tool, text } = runtime.result;
  const registry = runtime.registry?.approved ? runtime.registry : null;
  const refused = raising(design, policy.unknownTool, 'f"AIOS asked for {tool_id}, which it was not offered"');
  const branches = actions.flatMap((action, at) => [
    `${at === 0 ? "if" : "elif"} tool_id == ${toolConstant(action)}:`,
    ...indented(actionCall(design, action)),
  ]);
  const dispatched = registry ? dispatchedLines(design) : [];
  const own = actions.length > 0 && [
    "try:",
    ...branches.map((line) => `    ${line}`),
    ...(registry ? ["    else:", ...dispatched.map((line) => `        ${line}`)] : []),
    "except httpx.HTTPError as error:",
    `    ${raising(design, policy.outbound, "str(error)")} from error`,
    `return step.${text}, result`,
  ];
  const parameters = [
    "self",
    `step: ${runtime.result.model}`,
    `event: ${names.event}`,
    "thread_uuid: UUID",
    `tools: ${toolsType(design)}`,
  ];
  const method = py`
    ${call("async def _act", parameters, 4, ` -> ${outbound.client ? "Tuple[Optional[str], Any]" : "Optional[str]"}:`)}
        tool_id = step.${tool}
        ${actions.length > 0 || registry ? [`if tool_id not in [tool.${identity} for tool in tools]:`, `    ${refused}`] : refused}
        ${(actions.length > 0 || registry !== null) && `arguments = ${runtime.result.arguments ? `dict(step.${runtime.result.arguments})` : "{}"}`}
        ${own || dispatched}
  `;
  return registry ? `${method}\n\n${dispatchMethod(design)}` : method;
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `    ${line}`);
}

function actionCall(design: Design, action: OutboundCall): string {
  const own = action.parameters
    .filter(({ setting }) => !setting)
    .map(({ name }) => `${name}=self._argument("${name}", arguments, event)`);
  const args = [...own, `${contentOf(action)}=arguments`, "correlation_id=correlation_id_for(event)"];
  return call(`result = await self._${design.outbound.client?.injected ?? ""}.${action.name}`, args, 16);
}

/** What becomes of a registry tool's result: it is the answer, and sent like one. */
function dispatchedLines({ outbound }: Design): string[] {
  const made = "await self._dispatch(tool_id, arguments, event, thread_uuid)";
  if (!outbound.client) return [`return str(${made})`];
  return outbound.client.calls.some(({ role }) => role === "reply")
    ? [`return await self._reply(event, str(${made}))`]
    : [`return None, ${made}`];
}

function dispatchMethod(design: Design): string {
  const { runtime, names, policy } = design;
  const registry = runtime?.registry;
  if (!registry) return "";
  const { success, value, error } = registry.result;
  const raise = (reason: string): string => raising(design, policy.outbound, reason);
  const keywords = registry.request.keywords.map(({ name, value: given }) => `${name}=${given}`);
  return py`
    ${call("async def _dispatch", ["self", "tool_id: str", "arguments: Dict[str, Any]", `event: ${names.event}`, "thread_uuid: UUID"], 4, " -> Any:")}
        ${call(`request = ${registry.request.model}`, keywords, 8)}
        try:
            outcome = await self._tool_registry.${registry.dispatch.method}(${registry.dispatch.arguments.join(", ")})
        except Exception as error:
            ${raise("str(error)")} from error
        ${success && [`if not outcome.${success}:`, `    ${raise(error ? `outcome.${error} or "the tool failed"` : '"the tool failed"')}`]}
        return ${value ? `outcome.${value.name}` : "outcome"}
  `;
}

function argumentMethod(design: Design): string {
  const { names, policy } = design;
  return py`
    def _argument(self, name: str, arguments: Dict[str, Any], event: ${names.event}) -> str:
        """What AIOS gave under a name, else what the event has."""
        value = arguments.pop(name, None) or getattr(event, name, None)
        if not value:
            ${raising(design, policy.outbound, 'f"nothing gives {name}"')}
        return str(value)
  `;
}
