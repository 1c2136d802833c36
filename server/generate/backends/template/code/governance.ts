import type { GovernanceDesign } from "../design/governance.ts";
import type { Design } from "../design/shape.ts";
import { call, enclosed, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { constantBlocks, ELAPSED, handlerBlock } from "./adapter.ts";
import { expressionsOf } from "./expressions.ts";
import { writeMethod } from "./storing.ts";

/** Why a decision is what it is, beside the categories of the error policy. */
export const MATCHED = "policy_matched";
export const UNMATCHED = "no_policy_matched";

/** The class that decides, by the policies alone. */
export function governanceBlocks(design: Design): Block[] {
  const { governance } = design;
  if (!governance) return [];
  const methods = [evaluateMethod(design), decideMethod(design), writeMethod(design)];
  return [...constantBlocks(design), handlerBlock(design, methods), ELAPSED];
}

/** The answer to a request. */
export function decisionBlock({ names, governance }: Design): Block {
  const allowing = governance ? `${governance.effect.model}.${governance.effect.allow.name}` : "";
  return {
    defines: [names.response],
    code: py`
      class ${names.response}(BaseModel):
          """What was decided, by which policy, and why."""

          effect: ${governance?.effect.model}
          policy_id: Optional[str] = None
          reason: str
          thread_uuid: UUID

          @property
          def allowed(self) -> bool:
              """True where a policy says so, and never else."""
              return self.effect == ${allowing}
    `,
  };
}

/** What a decision is made of besides its thread. */
function denied({ names, governance }: Design, reason: string, indent: number): string {
  const denying = governance ? `${governance.effect.model}.${governance.effect.deny.name}` : "";
  return call(names.response, [`effect=${denying}`, `reason=${reason}`, "thread_uuid=thread_uuid"], indent);
}

/** The effect of a policy as the module's answer has it. */
export function effectOf({ effect, policy }: GovernanceDesign, name: string): string {
  const held = `${name}.${policy.effect}`;
  return effect.text ? `${effect.model}(${held})` : held;
}

function evaluateMethod(design: Design): string {
  const { names, packets, policy } = design;
  const { payload, inboundParameter, inboundArgument } = expressionsOf(design);
  const asked = `"event": ${payload}`;
  const told = ['"effect": decision.effect.value', '"policy_id": decision.policy_id', '"reason": decision.reason'];
  const parent = packets.types.in ? ["inbound_packet"] : [];
  const write = (head: string, type: string, content: readonly string[], last: readonly string[]): string =>
    call(
      `${head}await self._write`,
      [type, "event", "thread_uuid", ...(inboundArgument ? ["inbound"] : []), enclosed("{", content, "}", 16), ...last],
      12,
    );
  const steps = [
    ...(packets.types.in ? [write("inbound_packet = ", "PACKET_IN", [asked], ["None"])] : []),
    `decision = await self._decide(event, thread_uuid${packets.types.error ? `${inboundArgument}${parent.map((one) => `, ${one}`).join("")}` : ""})`,
    write("", "PACKET_OUT", packets.types.in ? told : [asked, ...told], parent),
  ];
  // Where a write may fail without an end, nothing comes up from it.
  const whole = policy.storage?.swallow
    ? steps
    : [
        "try:",
        ...steps.flatMap((step) => step.split("\n").map((line) => `    ${line}`)),
        `except ${names.error} as error:`,
        `    decision = ${denied(design, "error.category", 12)}`,
      ];
  return py`
    async def evaluate(self, event: ${names.event}${inboundParameter}) -> ${names.response}:
        """Decide one request by its first policy that matches. What none allows is denied, as is what can not be audited."""
        started = time.monotonic()
        thread_uuid = thread_uuid_for(event)
        ${whole}
        ${call("logger.info", [pyString(`${names.py}_decided`), "thread_uuid=str(thread_uuid)", "effect=decision.effect.value", "policy_id=decision.policy_id", "reason=decision.reason", "elapsed_ms=_elapsed_ms(started)"], 8)}
        return decision
  `;
}

function decideMethod(design: Design): string {
  const { names, packets, substrate, governance } = design;
  const { inboundParameter, inboundArgument, dump } = expressionsOf(design);
  const parameters = [
    "self",
    `event: ${names.event}`,
    "thread_uuid: UUID",
    // What a failure's packet is made of.
    ...(packets.types.error && inboundParameter ? ["inbound: str"] : []),
    ...(packets.types.error && packets.types.in ? [`inbound_packet: Optional[${substrate.write.idType}]`] : []),
  ];
  const matched = [
    `effect=${governance ? effectOf(governance, "policy") : ""}`,
    `policy_id=policy.${governance?.policy.id ?? ""}`,
    `reason=${pyString(MATCHED)}`,
    "thread_uuid=thread_uuid",
  ];
  return py`
    ${call("async def _decide", parameters, 4, ` -> ${names.response}:`)}
        try:
            policy = first_match(await self._policies.by_priority(), event.${dump}())
        except ${names.error} as error:
            ${call("logger.error", [pyString(`${names.py}_failed`), "thread_uuid=str(thread_uuid)", "category=error.category", "error=str(error)"], 12)}
            ${packets.types.error && call("await self._write", ["PACKET_ERROR", "event", "thread_uuid", ...(inboundArgument ? ["inbound"] : []), '{"category": error.category, "error": str(error)}', ...(packets.types.in ? ["inbound_packet"] : [])], 12)}
            return ${denied(design, "error.category", 12)}
        if policy is not None:
            ${call(`return ${names.response}`, matched, 12)}
        return ${denied(design, pyString(UNMATCHED), 8)}
  `;
}
