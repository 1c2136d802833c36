import type { Design } from "../design/shape.ts";
import { call, docText, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { cacheType } from "./cache.ts";
import { canFail, errorBlock } from "./errors.ts";
import { failedMethod, handleMethod } from "./handling.ts";
import { processes, processMethod } from "./processing.ts";
import { actionsOf, askBlocks, toolConstant } from "./reasoning.ts";
import { findMethod, writeMethod } from "./storing.ts";

/** What the handler is given, in the order of its parameters. */
export function dependenciesOf(design: Design): { name: string; type: string }[] {
  const { substrate, runtime, outbound, dedupe, executor } = design;
  return [
    { name: "substrate_service", type: substrate.service },
    ...(executor ? [{ name: executor.loop.injected, type: executor.loop.class.name }] : []),
    ...(runtime ? [{ name: "aios_runtime", type: runtime.service }] : []),
    ...(runtime?.registry?.approved ? [{ name: "tool_registry", type: runtime.registry.service }] : []),
    ...(outbound.client ? [{ name: outbound.client.injected, type: outbound.client.name }] : []),
    ...(dedupe && dedupe.mechanism !== "substrate_lookup" ? [{ name: "cache", type: cacheType(design) }] : []),
    ...(design.governance ? [{ name: "policies", type: design.governance.store }] : []),
  ];
}

/** The class with what it is given, and its methods. */
export function handlerBlock(design: Design, methods: readonly string[]): Block {
  const { names, task } = design;
  const dependencies = dependenciesOf(design);
  return {
    defines: [names.handler],
    code: py`
      class ${names.handler}:
          """${docText(`${task.module.name}, with the services it is given`)}."""

          ${call("def __init__", ["self", ...dependencies.map(({ name, type }) => `${name}: ${type}`)], 4, " -> None:")}
              ${dependencies.map(({ name }) => `self._${name} = ${name}`)}

          ${methods.join("\n\n")}
    `,
  };
}

export function constantBlocks(design: Design): Block[] {
  const { task, packets, runtime } = design;
  const constant = (name: string, value: string): Block => ({
    defines: [name],
    code: `${name} = ${pyString(value)}`,
    tight: true,
  });
  return [
    constant("TOOL_ID", task.module.id),
    ...(runtime ? [constant("AGENT_ID", task.module.id)] : []),
    ...actionsOf(design).map((one) => constant(toolConstant(one), `${task.module.id}.${one.name}`)),
    ...(packets.types.in ? [constant("PACKET_IN", packets.types.in)] : []),
    constant("PACKET_OUT", packets.types.out),
    ...(packets.types.error ? [constant("PACKET_ERROR", packets.types.error)] : []),
  ];
}

export const ELAPSED: Block = {
  defines: ["_elapsed_ms"],
  code: py`
    def _elapsed_ms(started: float) -> int:
        return int((time.monotonic() - started) * 1000)
  `,
};

/** The class that does the work of an adapter or a service. */
export function adapterBlocks(design: Design): Block[] {
  const asking = askBlocks(design);
  const methods = [
    handleMethod(design),
    ...(processes(design) ? [processMethod(design)] : []),
    ...asking.methods,
    ...(design.dedupe ? [findMethod(design)] : []),
    ...(canFail(design) ? [failedMethod(design)] : []),
    writeMethod(design),
  ].filter(Boolean);
  return [
    ...constantBlocks(design),
    ...(canFail(design) ? [errorBlock(design)] : []),
    ...asking.blocks,
    handlerBlock(design, methods),
    ELAPSED,
  ];
}
