import type { ContractClass } from "../../../../facts/contracts.ts";
import type { ExecutorDesign } from "../design/executor.ts";
import type { LoopParts } from "../design/loop-parts.ts";
import type { Design } from "../design/shape.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { executorScene, type ExecutorScene } from "./executor-scene.ts";
import { ENTRY } from "./failure.ts";
import { mockBlocks, resultBlock, storedBlock, writtenBlock } from "./packet-support.ts";
import { sampleOf } from "./samples.ts";
import { BOUND_TOOL, settingValue } from "./scene.ts";
import { firstPacketConstant } from "./support.ts";

/** The rounds after which the loop of the tests ends by itself, where they can say so. */
export const ROUNDS = 3;

/** Constants, helpers and fixtures of an executor's tests; a test file gets those that its tests use. */
export function executorSupport(design: Design, executor: ExecutorDesign): Block[] {
  const scene = executorScene(design, executor);
  const { environment, names, substrate, contracts } = design;
  const { task, result, loop } = executor;
  const constant = (name: string, value: string, type = ""): Block => ({
    defines: [name],
    code: `${name}${type} = ${value}`,
    tight: true,
  });
  const lines = Object.entries(scene.task).map(([name, value]) => `    ${pyString(name)}: ${value},`);
  const settings = environment.settings.map((one) => `${one.field}=${settingValue(one, design)}`);
  return [
    ...(settings.length > 0 ? [constant("CONFIG", call(names.config, settings, 9))] : []),
    constant("TASK", `{\n${lines.join("\n")}\n}`, ": Dict[str, Any]"),
    constant("THREAD_UUID", `uuid5(MODULE_NAMESPACE, ${pyString(scene.threadSeed)})`),
    constant("RESULT", sampleOf(contracts, result, {}, 9)),
    ...stepConstants(scene),
    ...(substrate.write.id ? [firstPacketConstant(design)] : []),
    {
      defines: ["make_task"],
      code: py`
        def make_task(**changes: Any) -> ${task.class.name}:
            """A task as its caller makes it."""
            return ${task.class.name}(**{**TASK, **changes})
      `,
    },
    {
      defines: ["run_task"],
      code: py`
        def run_task(handler: ${names.handler}, **changes: Any) -> ${result.name}:
            """Hand a task over as its caller does."""
            return asyncio.run(handler.run(make_task(**changes)))
      `,
    },
    writtenBlock(scene),
    ENTRY,
    ...storedBlock(scene),
    ...resultBlock(scene),
    ...mockBlocks(scene),
    {
      defines: ["loop"],
      code: py`
        @pytest.fixture
        def loop() -> MagicMock:
            """A shared loop that always has a result."""
            loop = create_autospec(${loop.class.name}, instance=True)
            loop.${loop.method}.return_value = RESULT
            return loop
      `,
    },
    handlerFixture(design, executor, "handler", "loop", "What is tested, with its services."),
    ...loopBlocks(scene),
    handlerFixture(design, executor, "agent", "real_loop", "The same, with the shared loop itself."),
  ];
}

function handlerFixture({ names, dedupe }: Design, { loop }: ExecutorDesign, name: string, given: string, doc: string): Block {
  const args = [
    "substrate_service=substrate",
    `${loop.injected}=${given}`,
    ...(dedupe && dedupe.mechanism !== "substrate_lookup" ? ["cache=ResponseCache()"] : []),
  ];
  return {
    defines: [name],
    code: py`
      @pytest.fixture
      def ${name}(substrate: MagicMock, ${given}: ${given === "loop" ? "MagicMock" : loop.class.name}) -> ${names.handler}:
          """${doc}"""
          ${call(`return ${names.handler}`, args, 4)}
    `,
  };
}

/** What AIOS answers, the tool that it may ask for, and what that gives. */
function stepConstants({ design, executor }: ExecutorScene): Block[] {
  const { contracts, identity } = design;
  const { step } = executor.parts;
  const binding = contracts.model("tool_binding");
  const result = contracts.model("tool_result");
  const request = contracts.model("tool_request");
  if (!binding || !result || !request) return [];
  const constant = (name: string, value: string): Block => ({ defines: [name], code: `${name} = ${value}`, tight: true });
  const text = step.text ? { [step.text.name]: "ANSWER" } : {};
  const args = '{"number": "7"}';
  const asked: Record<string, string> = {};
  if (step.tool.kind === "identity") {
    asked[step.tool.field] = pyString(BOUND_TOOL);
    if (step.tool.arguments) asked[step.tool.arguments] = args;
  } else {
    const own = request.fields.find(({ name }) => /^(?:arguments|args|parameters|params|input)$/.test(name))?.name;
    const made = sampleOf(contracts, request, { [identity]: pyString(BOUND_TOOL), ...(own ? { [own]: args } : {}) });
    asked[step.tool.field.name] = step.tool.several ? `[${made}]` : made;
  }
  const { ends } = step;
  const agents = binding.fields.find(({ name }) => /^(?:allowed_agents|agents)$/.test(name))?.name;
  const agent = executor.task.class.fields.find(({ name }) => /^agent(?:_id)?$/.test(name))?.name;

  const found = result.fields.find(({ name }) => /^(?:result|output|data|value|content)$/.test(name));
  const success = result.fields.find(({ name }) => /^(?:success|ok|succeeded)$/.test(name));
  return [
    constant("ANSWER", '"It is on its way."'),
    constant("LAST_STEP", sampleOf(contracts, step.class, { ...text, ...(ends ? { [ends.field]: ends.last } : {}) }, 12)),
    constant(
      "TOOL_STEP",
      sampleOf(contracts, step.class, { ...asked, ...(ends && !(ends.field in asked) ? { [ends.field]: ends.other } : {}) }, 12),
    ),
    constant(
      "BINDING",
      sampleOf(
        contracts,
        binding,
        {
          [identity]: pyString(BOUND_TOOL),
          ...(agents && agent ? { [agents]: `[TASK[${pyString(agent)}]]` } : {}),
        },
        10,
      ),
    ),
    constant(
      "TOOL_RESULT",
      sampleOf(
        contracts,
        result,
        {
          [identity]: pyString(BOUND_TOOL),
          ...(success ? { [success.name]: "True" } : {}),
          ...(found?.type.kind === "any" || (found?.type.kind === "scalar" && found.type.name === "str")
            ? { [found.name]: '"Found."' }
            : {}),
        },
        14,
      ),
    ),
  ];
}

/** The loop itself, between stand-ins for AIOS and the registry. */
function loopBlocks({ design, executor }: ExecutorScene): Block[] {
  const { runtime } = executor.parts;
  const { class: loop } = executor.loop;
  const context = runtime.context.name;
  const record = (async: boolean): string => (async ? "await_args" : "call_args");
  return [
    {
      defines: ["context_of"],
      code: py`
        def context_of(runtime: MagicMock) -> ${context}:
            """What AIOS was given first."""
            first = runtime.${runtime.method}.${record(runtime.async)}_list[0]
            return [one for one in (*first.args, *first.kwargs.values()) if isinstance(one, ${context})][0]
      `,
    },
    {
      defines: ["runtime"],
      code: py`
        @pytest.fixture
        def runtime() -> MagicMock:
            """AIOS, which asks for the tool and then has an answer."""
            runtime = create_autospec(${runtime.class.name}, instance=True)
            runtime.${runtime.method}.side_effect = [TOOL_STEP, LAST_STEP]
            return runtime
      `,
    },
    registryBlock(executor.parts, design.contracts.model("tool_binding")?.name ?? ""),
    {
      defines: ["real_loop"],
      code: py`
        @pytest.fixture
        def real_loop(runtime: MagicMock, registry: MagicMock) -> ${loop.name}:
            """The shared loop itself."""
            ${loopLines(loop, executor.parts)}
      `,
    },
  ];
}

function loopLines(loop: ContractClass, { made }: LoopParts): string[] {
  const lines: string[] = [];
  const args = made.map(({ parameter, keyword, part }) => {
    const given = (value: string): string => (keyword ? `${parameter}=${value}` : value);
    switch (part.kind) {
      case "runtime":
      case "registry":
        return given(part.kind);
      case "limit":
        return given(String(ROUNDS));
      case "service":
        lines.push(`${parameter} = create_autospec(${part.class.name}, instance=True)`, ...quiet(parameter, part.class));
        return given(parameter);
      case "value":
        return given(valueFor(parameter, part.type.kind));
    }
  });
  return [...lines, call(`return ${loop.name}`, args, 4)];
}

function valueFor(parameter: string, kind: string): string {
  return kind === "scalar" ? "1" : kind === "dict" ? "{}" : kind === "list" ? "[]" : `None  # ${parameter}`;
}

/** A stand-in that finds nothing: what it is asked for is none, empty, false. */
function quiet(name: string, { methods }: ContractClass): string[] {
  return methods.flatMap((method) => {
    if (method.name.startsWith("_")) return [];
    const returns = method.returns ?? "";
    const value = /^(?:typing\.)?Optional\[|\bNone$/.test(returns)
      ? "None"
      : /^(?:typing\.)?(?:[Ll]ist|Sequence)\[/.test(returns)
        ? "[]"
        : /^(?:typing\.)?[Dd]ict\b/.test(returns)
          ? "{}"
          : /^(?:bool|int)$/.test(returns)
            ? returns === "bool"
              ? "False"
              : "0"
            : null;
    return value === null || returns === "None" ? [] : [`${name}.${method.name}.return_value = ${value}`];
  });
}

/** A registry with the one tool: the real one behind it, where it can be made without services. */
function registryBlock({ registry }: LoopParts, binding: string): Block {
  const { class: model, dispatch, register } = registry;
  const needs = model.methods.find(({ name }) => name === "__init__")?.parameters.some(({ required }) => required) ?? false;
  const args = register?.parameters
    .filter(({ required }) => required)
    .map(({ name }) =>
      /binding|tool|definition/.test(name)
        ? "BINDING"
        : /handler|function|callable|fn|callback/.test(name)
          ? "lambda request: TOOL_RESULT"
          : null,
    );
  const real = !needs && register && args?.every((one) => one !== null);
  const shown = model.methods.filter(({ name }) => !name.startsWith("_") && name !== dispatch.name && name !== register?.name);
  const lines = real
    ? [
        `real = ${model.name}()`,
        `real.${register.name}(${(args ?? []).join(", ")})`,
        ...shown.map(({ name }) => `registry.${name}.side_effect = real.${name}`),
      ]
    : shown.flatMap(({ name, returns }) => {
        const words: readonly string[] = returns?.match(/\w+/g) ?? [];
        if (!words.includes(binding)) return [];
        const value = /^(?:typing\.)?(?:[Ll]ist|Sequence|Iterable)\[/.test(returns ?? "")
          ? "[BINDING]"
          : /^(?:typing\.)?[Dd]ict\[/.test(returns ?? "")
            ? `{${pyString(BOUND_TOOL)}: BINDING}`
            : "BINDING";
        return [`registry.${name}.return_value = ${value}`];
      });
  return {
    defines: ["registry"],
    code: py`
      @pytest.fixture
      def registry() -> MagicMock:
          """A registry with the tool that the agent may call."""
          registry = create_autospec(${model.name}, instance=True)
          ${lines}
          registry.${dispatch.name}.return_value = TOOL_RESULT
          return registry
    `,
  };
}
