import type { Design } from "../design/shape.ts";
import { needsUuid } from "../design/uuids.ts";
import { py } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { taskBlocks } from "./executor.ts";
import { decisionBlock } from "./governance.ts";
import { expressionsOf } from "./expressions.ts";

const STANDARD_NAMESPACES: Readonly<Record<string, string>> = {
  "6ba7b810-9dad-11d1-80b4-00c04fd430c8": "NAMESPACE_DNS",
  "6ba7b811-9dad-11d1-80b4-00c04fd430c8": "NAMESPACE_URL",
  "6ba7b812-9dad-11d1-80b4-00c04fd430c8": "NAMESPACE_OID",
  "6ba7b814-9dad-11d1-80b4-00c04fd430c8": "NAMESPACE_X500",
};
const UUID_TEXT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What comes in, what is answered, and which conversation and delivery it is. */
export function schemaBlocks(design: Design): Block[] {
  const { names, kind, dedupe, keyFields, tool } = design;
  // A tool whose calls bring their thread makes none.
  const blocks: Block[] = [
    ...(keyFields.length > 0 || needsUuid(design)
      ? [{ defines: ["MODULE_NAMESPACE"], code: `MODULE_NAMESPACE = ${namespaceOf(design)}`, tight: true }]
      : []),
    ...(design.executor ? taskBlocks(design) : [eventBlock(design)]),
  ];
  if (design.executor) return needsUuid(design) ? [...blocks, UUID_OF] : blocks;
  if (kind !== "tool") blocks.push(kind === "governance" ? decisionBlock(design) : responseBlock(design));
  if (kind !== "tool" && dedupe && (dedupe.fallback !== null || dedupe.hashed)) blocks.push(deliveryKeyBlock(design));
  if (kind !== "tool") blocks.push(correlationBlock(design));
  if (keyFields.length > 0 && !tool) {
    const doc =
      keyFields.length === 1
        ? `the same ${words(keyFields)} gives the same thread`
        : `the same ${words(keyFields)} give the same thread`;
    blocks.push({
      defines: ["thread_uuid_for"],
      code: py`
        def thread_uuid_for(event: ${names.event}) -> UUID:
            """The thread of an event: ${doc}."""
            return uuid5(MODULE_NAMESPACE, ":".join((${keyFields.map((name) => `event.${name}`).join(", ")}${keyFields.length === 1 ? "," : ""})))
      `,
    });
  }
  if (needsUuid(design)) blocks.push(UUID_OF);
  if (design.attachments) blocks.push(attachmentsBlock(design));
  return blocks;
}

const UUID_OF: Block = {
  defines: ["uuid_of"],
  code: py`
    def uuid_of(text: str) -> UUID:
        """An id as a UUID: itself where it is the text of one, else the UUIDv5 of it in the module's namespace."""
        try:
            return UUID(text)
        except ValueError:
            return uuid5(MODULE_NAMESPACE, text)
  `,
};

function words(fields: readonly string[]): string {
  return fields.map((name) => name.replaceAll("_", " ")).join(" and ");
}

/** The module's namespace as an expression. */
export function namespaceOf({ spec, names }: Design): string {
  const { namespace } = spec;
  const own = `"${names.py}.l9.internal"`;
  const standard =
    namespace === null || /^dns$/i.test(namespace)
      ? "NAMESPACE_DNS"
      : (STANDARD_NAMESPACES[namespace.toLowerCase()] ?? (/^NAMESPACE_(?:DNS|URL|OID|X500)$/.test(namespace) ? namespace : null));
  if (standard) return `uuid5(${standard}, ${own})`;
  return UUID_TEXT.test(namespace ?? "")
    ? `UUID("${(namespace as string).toLowerCase()}")`
    : `uuid5(NAMESPACE_DNS, ${JSON.stringify(namespace)})`;
}

function eventBlock(design: Design): Block {
  const { names, fields, pydantic, attachments, kind } = design;
  const lines = fields.map(({ name, required }) =>
    required ? `${name}: str = Field(..., min_length=1)` : `${name}: Optional[str] = None`,
  );
  if (attachments) lines.push("attachments: List[Dict[str, Any]] = Field(default_factory=list)");
  const doc =
    kind === "tool"
      ? "What the tool is called with; arguments that are not named here are kept."
      : kind === "governance"
        ? "What is asked; policies see fields that are not named here too."
        : "What a caller sends; fields that are not named here are kept.";
  const extra =
    pydantic === 2
      ? 'model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)'
      : py`
          class Config:
              """Keeps what is sent besides."""

              extra = "allow"
        `;
  return {
    defines: [names.event],
    code: py`
      class ${names.event}(BaseModel):
          """${doc}"""

          ${pydantic === 2 ? [extra, "", ...lines] : [...lines, ...(lines.length > 0 ? [""] : []), extra]}
    `,
  };
}

function responseBlock(design: Design): Block {
  const { names, dedupe } = design;
  const { hasReply, hasResult } = expressionsOf(design);
  const lines = [
    ...(dedupe ? [`${dedupe.key}: str`] : []),
    "thread_uuid: UUID",
    ...(hasReply ? ["reply: Optional[str] = None"] : []),
    ...(hasResult ? ["result: Any = None"] : []),
    ...(dedupe && !dedupe.reject ? ["duplicate: bool = False"] : []),
  ];
  return {
    defines: [names.response],
    code: py`
      class ${names.response}(BaseModel):
          """What the caller gets back."""

          ${lines}
    `,
  };
}

function deliveryKeyBlock(design: Design): Block {
  const { names, dedupe } = design;
  const { payload } = expressionsOf(design);
  if (!dedupe) return { defines: [], code: "" };
  const other = dedupe.hashed
    ? `hashlib.sha256(json.dumps(${payload}, sort_keys=True).encode()).hexdigest()`
    : `event.${dedupe.fallback ?? ""}`;
  const doc = dedupe.hashed ? "the digest of the whole event" : `its \`${dedupe.fallback ?? ""}\``;
  return {
    defines: ["delivery_key"],
    code: py`
      def delivery_key(event: ${names.event}) -> str:
          """What tells two deliveries apart: \`${dedupe.key}\`, or where it is missing ${doc}."""
          if event.${dedupe.key}:
              return event.${dedupe.key}
          return ${other}
    `,
  };
}

function correlationBlock(design: Design): Block {
  const { names } = design;
  const { key } = expressionsOf(design);
  return {
    defines: ["correlation_id_for"],
    code: py`
      def correlation_id_for(event: ${names.event}) -> str:
          """What joins everything of one exchange: the caller's own id, or where it sends none ${key ? "the delivery's key" : "the thread"}."""
          return event.correlation_id or ${key ?? "str(thread_uuid_for(event))"}
    `,
  };
}

function attachmentsBlock({ names, pydantic }: Design): Block {
  return {
    defines: ["payload_of"],
    code: py`
      def payload_of(event: ${names.event}) -> Dict[str, Any]:
          """What is stored of an event: all of it, but of attachments only the names and sizes."""
          payload = event.${pydantic === 2 ? "model_dump" : "dict"}()
          payload["attachments"] = [{"name": item.get("name"), "size": item.get("size")} for item in event.attachments]
          return payload
    `,
  };
}
