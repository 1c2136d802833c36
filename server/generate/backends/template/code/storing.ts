import type { Design } from "../design/shape.ts";
import { written } from "../design/forms.ts";
import { packetExpression } from "../design/packets.ts";
import type { Failure } from "../design/policy.ts";
import { call, py, pyString } from "../python/dedent.ts";
import { raising } from "./errors.ts";
import { cacheKey, expressionsOf, responseCall } from "./expressions.ts";

/** The answer to an earlier delivery of the same event, by the contracts' mechanism; where a second one is refused, whether there was one. */
export function findMethod(design: Design): string {
  const { names, dedupe, substrate, runtime, outbound } = design;
  const { key, several } = expressionsOf(design);
  if (!dedupe || key === null) return "";
  const found = (from: (name: string) => string): string => {
    if (dedupe.reject) return "return True";
    const values = [
      ...(runtime ? [`reply=${from("reply")}`] : []),
      ...(outbound.client ? [`result=${from("result")}`] : []),
      "duplicate=True",
    ];
    return call(`return ${names.response}`, responseCall(design, expressionsOf(design), values)[1], 16);
  };
  const cached =
    dedupe.mechanism !== "substrate_lookup" &&
    py`
    cached = self._cache.get(${cacheKey(design)})
    if cached is not None:
        ${found((name) => `cached.${name}`)}
  `;
  const { search } = substrate;
  const payload = search ? payloadOf(search) : "";
  const more = several ? [`${payload}.get("inbound") == inbound`] : [];
  const [name, type, nothing] = dedupe.reject
    ? ["_was_handled", "bool", "False"]
    : ["_find_response", `Optional[${names.response}]`, "None"];
  return py`
    ${call(`async def ${name}`, ["self", `event: ${names.event}`, "thread_uuid: UUID", ...(several ? ["inbound: str"] : [])], 4, ` -> ${type}:`)}
        ${cached}
        ${search && guardedLookup(design, search, nothing)}
        ${
          search && [
            "for packet in packets:",
            `    if ${isAnswer(design, search, [`${payload}.get("${dedupe.key}") == ${key}`, ...more])}:`,
            ...found((name) => `${payload}.get("${name}")`)
              .split("\n")
              .map((line) => `        ${line}`),
          ]
        }
        return ${nothing}
  `;
}

type Search = NonNullable<Design["substrate"]["search"]>;

/** What a packet that was found holds. */
export function payloadOf({ item, payload }: Search): string {
  return item ? `packet.${payload}` : `packet["${payload}"]`;
}

/** The search for packets of the thread. */
export function lookupOf({ method, arguments: given }: Search): string {
  return call(`packets = await self._substrate_service.${method}`, given, 8);
}

/** The same, with what the policy says of a substrate that fails. @param nothing what is returned where nothing was found */
export function guardedLookup(design: Design, search: Search, nothing = "None"): string | string[] {
  const lookup = lookupOf(search);
  const { storage } = design.policy;
  if (!storage) return lookup;
  return [
    "try:",
    `    ${lookup.replaceAll("\n", "\n    ")}`,
    "except Exception as error:",
    ...storageFailed(design, storage, [], nothing).map((line) => `    ${line}`),
  ];
}

/** A packet that was found is an answer, and meets the conditions. A search by type has found nothing but answers. */
export function isAnswer(design: Design, search: Search, conditions: readonly string[]): string {
  const type = search.item ? "packet.packet_type" : 'packet["packet_type"]';
  return [...(search.byType ? [] : [`${type} == ${typeWritten(design, "PACKET_OUT")}`]), ...conditions].join(" and ");
}

/** A packet's type as its field holds it. @param expression the text */
export function typeWritten({ packets }: Pick<Design, "packets">, expression: string): string {
  return packets.forms.type ? written(packets.forms.type, expression) : expression;
}

/** What becomes of a failing substrate: always an entry; then the policy's error, or the event goes on. @param more of the entry @param nothing what is returned then */
export function storageFailed(design: Design, failure: Failure, more: readonly string[], nothing = "None"): string[] {
  const { names } = design;
  const entry = call(
    "logger.error",
    [
      pyString(`${names.py}_storage_failed`),
      "thread_uuid=str(thread_uuid)",
      `category=${pyString(failure.name)}`,
      ...more,
      "error=str(error)",
    ],
    12,
  );
  const end = failure.swallow ? `return ${nothing}` : `${raising(design, failure, "str(error)")} from error`;
  return [...entry.split("\n"), end];
}

/** The one place where packets are made and written. */
export function writeMethod(design: Design): string {
  const { names, dedupe, packets } = design;
  const { key, inboundParameter, several } = expressionsOf(design);
  const extra = [
    ...(dedupe && key ? [`"${dedupe.key}": ${key}`] : []),
    ...(several ? ['"inbound": inbound'] : []),
    ...(packets.paths.thread === null ? ['"thread_uuid": str(thread_uuid)'] : []),
    ...(packets.paths.correlation === null ? ['"correlation_id": correlation_id_for(event)'] : []),
  ];
  const expression = packetExpression(
    packets,
    {
      payload: extra.length > 0 ? `{${[...extra, "**content"].join(", ")}}` : "content",
      correlation: "correlation_id_for(event)",
    },
    8,
  );
  const given = [`event: ${names.event}`, "thread_uuid: UUID", ...(inboundParameter ? ["inbound: str"] : [])];
  return writing(design, { given, expression, isLinked: packets.types.in !== "" });
}

/** What `_write` is given between a packet's type and its content, and how it makes the packet; packets that are linked say their id, and take the one before. */
interface Writing {
  given: readonly string[];
  expression: string;
  isLinked: boolean;
}

/** The method that makes a packet and writes it. */
export function writing(design: Design, { given, expression, isLinked }: Writing): string {
  const { storage } = design.policy;
  const { id, idType, method } = design.substrate.write;
  const write = `${isLinked && id ? "written = " : ""}await self._substrate_service.${method}(packet)`;
  const parameters = [
    "self",
    "packet_type: str",
    ...given,
    "content: Dict[str, Any]",
    ...(isLinked ? [`parent_packet: Optional[${idType}]`] : []),
  ];
  return py`
    ${call("async def _write", parameters, 4, isLinked ? ` -> Optional[${idType}]:` : " -> None:")}
        packet = ${expression}
        ${
          storage
            ? [
                "try:",
                `    ${write}`,
                "except Exception as error:",
                ...storageFailed(design, storage, ["packet_type=packet_type"]).map((line) => `    ${line}`),
              ]
            : write
        }
        ${isLinked && (id ? `return written.${id}` : "return None")}
  `;
}
