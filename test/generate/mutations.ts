import { walk } from "../../server/code/read.ts";
import { SourceTree, type Node } from "../../server/syntax/tree.ts";
import { POLICY_MISTAKES } from "./policy-mistakes.ts";

/** One change of one file of a module. */
export interface Mutation {
  kind: string;
  line: number;
  /** The text that is replaced, and what stands there instead. */
  before: string;
  after: string;
  text: string;
}

export type Change = readonly [RegExp, string | ((match: RegExpExecArray, text: string) => string | null)];

/** Mistakes that are made in modules like these, as patterns: every place that one fits is a mutant of its kind. */
const MISTAKES: Readonly<Record<string, readonly Change[]>> = {
  "the proof is not checked": [
    [/if not (?:any\(\[)?hmac\.compare_digest\(.*\):/g, "if False:"],
    [/ or not hmac\.compare_digest\(.*\):/g, ":"],
    [/scheme\.lower\(\) != "bearer" or /g, ""],
  ],
  "missing headers pass": [
    [/if not (?:signature|authorization|api_key)\b.*:/g, "if False:"],
    [/ or not timestamp:/g, ":"],
  ],
  "freshness is off": [
    [/ or abs\(time\.time\(\) - int\(timestamp\)\) > .*:/g, ":"],
    [/abs\((time\.time\(\) - int\(timestamp\))\)/g, "($1)"],
    [/\bcheck_freshness\((?:config, )?timestamp\)$/gm, "pass"],
    [/> (config\.\w+|TOLERANCE_SECONDS):$/gm, "> 10 * $1:"],
    [/not timestamp\.isdecimal\(\) or /g, ""],
  ],
  "another text is signed": [
    [/timestamp\.encode\(\) \+ b"\." \+ body/g, "body"],
    [/sorted\(set\((.*)\)\)$/gm, "sorted($1)"],
    [/signed = \(config\.\w+ \+ (.*)\)\.encode\(\)/g, "signed = ($1).encode()"],
    [/, body, hashlib\.sha256/g, ', b"", hashlib.sha256'],
    [/hashlib\.sha256\)/g, "hashlib.sha1)"],
    [/config\.(\w*secret\w*)\.encode\(\)/g, 'b""'],
  ],
  "uuid4 for uuid5": [[/return uuid5\(MODULE_NAMESPACE, .*\)$/gm, "return __import__('uuid').uuid4()"]],
  "wrong thread seed": [
    [/":"\.join\(\(/g, '"-".join(('],
    [/":"\.join\(\(([^,()]+), ([^()]+)\)\)/g, '":".join(($2,))'],
    [/(?<=MODULE_NAMESPACE = uuid5\(\w+, ")/g, "x"],
    [/uuid5\(MODULE_NAMESPACE, /g, "uuid5(NAMESPACE_URL_, "],
  ],
  "duplicates are not looked for": [
    [/if earlier is not None:/g, "if False:"],
    [/if await self\._was_\w+\(.*\):/g, "if False:"],
    [/if cached is not None:/g, "if False:"],
    [/if (?:packet\.payload\.get\(.*\) == .*):$/gm, "if False:"],
  ],
  "every earlier packet is a duplicate": [
    [/if packet\.payload\.get\(.*\) == .*:$/gm, "if True:"],
    [/ and packet\.payload\.get\("inbound"\) == inbound/g, ""],
  ],
  "the search is another": [
    [/packet_type=PACKET_OUT\)/g, "packet_type=PACKET_IN)"],
    [/search_packets_by_thread\(thread_uuid, packet_type=PACKET_OUT\)/g, "search_packets_by_type(PACKET_OUT)"],
  ],
  "a duplicate is not told": [[/duplicate=True/g, "duplicate=False"]],
  "wrong field": [
    [/=event\.(\w+)([,)])/g, (match, text) => otherField(match, text)],
    [/"reply": reply/g, '"reply": None'],
    [/"result": result/g, '"result": None'],
    [/\breply=reply/g, "reply=None"],
    [/\bresult=result/g, "result=None"],
    [/\.get\("(reply|result)"\)/g, '.get("$1_")'],
    [/"(event|arguments)": /g, '"$1_": '],
    [/"(\w+)": (event\.\w+|delivery_key\(event\)|str\(request\.\w+\)|key), \*\*content/g, '"$1_": $2, **content'],
  ],
  "wrong status": [
    [/status_code=401/g, "status_code=403"],
    [/status_code=4(?:00|22)/g, "status_code=500"],
    [/status_code=503/g, "status_code=500"],
    [/status_code=error\.status/g, "status_code=500"],
    [/Error\("(\w+)", (?:[345]\d\d), /g, 'Error("$1", 299, '],
    [/Error\("(\w+)", 200, /g, 'Error("$1", 500, '],
    [/if error\.status >= 300:/g, "if True:"],
  ],
  "wrong reason": [
    [/detail="(\w+)"/g, 'detail="other"'],
    [/detail=error\.category/g, 'detail="other"'],
    [/Error\("(\w+)", (\d\d\d), /g, 'Error("other", $2, '],
    [/error="(\w+)"\)/g, 'error="other")'],
    [/error=error\.category/g, 'error="other"'],
  ],
  "a packet is not written": [
    [/inbound_packet = await self\._write\((?:[^()]|\([^()]*\))*\)/g, "inbound_packet = None"],
    [/^( +)await self\._write\((?:[^()]|\([^()]*\))*\)/gm, "$1pass"],
  ],
  "wrong packet": [
    [/_write\((\s*)PACKET_OUT\b/g, "_write($1PACKET_IN"],
    [/_write\((\s*)PACKET_IN\b/g, "_write($1PACKET_OUT"],
    [/_write\((\s*)PACKET_ERROR\b/g, "_write($1PACKET_OUT"],
    [/^(PACKET_\w+ = ")/gm, "$1x"],
    [/parent_packet=parent_packet/g, "parent_packet=None"],
    [/source=TOOL_ID/g, 'source="unknown"'],
    [/return written\.packet_id/g, "return None"],
    [/packet_type=packet_type,$/gm, "packet_type=PACKET_IN,"],
  ],
  "tool_name for tool_id": [
    [/\btool_id=TOOL_ID/g, 'tool_id="The Tool"'],
    [/\btool_id=TOOL_ID/g, 'tool_name="The Tool"'],
    [/\btool\.tool_id\b/g, "tool.display_name"],
    [/\btool_id=tool_id/g, "tool_name=tool_id"],
    [/\.dispatch\(tool_id, /g, ".dispatch(TOOL_ID, "],
    [/\btool_id = step\.tool_id/g, "tool_id = step.content"],
    [/if request\.tool_id != TOOL_ID:/g, "if False:"],
    [/^(TOOL_ID = ")/gm, "$1x"],
    [/^(TOOL_\w+ = ")/gm, "$1x"],
    [/^(AGENT_ID = ")/gm, "$1x"],
  ],
  "any tool may be asked for": [
    [/if tool_id not in \[.*\]:/g, "if False:"],
    [/if step\.tool_id is not None:/g, "if False:"],
    [/if not outcome\.success:/g, "if False:"],
  ],
  "AIOS is told too little": [
    [/tools=tools,?$/gm, "tools=[],"],
    [/payload=event\.dict\(\)/g, "payload={}"],
    [/payload=payload_of\(event\)/g, "payload={}"],
    [/agent_id=AGENT_ID/g, 'agent_id="other"'],
    [/\*self\._tool_registry\.approved_tools\(AGENT_ID\), /g, ""],
    [/\.approved_tools\(AGENT_ID\)/g, '.approved_tools("other")'],
    [/\(attachment contents\)/g, ""],
  ],
  "attachments are stored whole": [[/payload\["attachments"\] = .*$/gm, "pass"]],
  "wrong environment name": [
    [/(_required|_optional_int)\("(\w+)"\)/g, '$1("$2_")'],
    [/os\.environ\.get\("(\w+)"/g, 'os.environ.get("$1_"'],
  ],
  "wrong default": [
    [/os\.environ\.get\("(\w+)", "(?!true|false)\w+"\)/g, 'os.environ.get("$1", "7")'],
    [/os\.environ\.get\("(\w+)", "true"\)/g, 'os.environ.get("$1", "false")'],
    [/^( +if not value:)$/gm, "        if False:"],
    [/^(CACHE_TTL_SECONDS = )\d+$/gm, "$15"],
  ],
  "an outbound header is left out": [
    [/, "X-Correlation-ID": correlation_id\}/g, "}"],
    [/\{"X-Correlation-ID": correlation_id\}/g, "{}"],
    [/"Authorization": f"Bearer \{self\._\w+\}", /g, ""],
    [/"X-API-Key": self\._\w+, /g, ""],
    [/headers=headers, /g, ""],
    [/auth=\(self\._\w+, self\._\w+\),? ?/g, ""],
  ],
  "another request is sent": [
    [/_send\((\s*)"(?:POST|PUT|PATCH)"/g, '_send($1"GET"'],
    [/_send\((\s*)"(?:GET|DELETE)"/g, '_send($1"POST"'],
    [/timeout=\d+\.\d/g, "timeout=1.0"],
    [/, timeout=timeout/g, ""],
    [/attempts=(?:[2-9])/g, "attempts=1"],
    [/attempts=1\b/g, "attempts=5"],
    [/\{quote\((\w+), safe=''\)\}/g, "{$1}"],
    [/json=body/g, "json={}"],
    [/params=params/g, "params={}"],
    [/, \*\*content\)$/gm, ")"],
    [/(f"\{self\._base_url\})\//g, "$1/x/"],
  ],
  "a refusal of the other side is no error": [
    [/response\.raise_for_status\(\)/g, "pass"],
    [/response\.json\(\) if response\.content else None/g, "response.json()"],
    [/response\.json\(\) if response\.content else None/g, "None"],
  ],
  "an error is swallowed": [
    [/raise \w+Error\((?:[^()]|\([^()]*\))*\) from error/g, "return None"],
    [/raise HTTPException\((?:[^()]|\([^()]*\))*\) from error/g, "return None"],
    [/^( +)raise error$/gm, "$1return None"],
    [/^( +)raise$/gm, "$1pass"],
    [/return await self\._failed\((?:[^()]|\([^()]*\))*\)/g, "raise"],
  ],
  "another error is caught": [
    [/except httpx\.HTTPError as error:/g, "except KeyError as error:"],
    [/except httpx\.TransportError:/g, "except KeyError:"],
    [/except Exception as error:/g, "except KeyError as error:"],
    [/except \(TypeError, ValueError\) as error:/g, "except KeyError as error:"],
    [/except \(TypeError, ValueError\) as error:/g, "except TypeError as error:"],
    [/except \(TypeError, ValueError\) as error:/g, "except ValueError as error:"],
  ],
  "correlation is lost": [
    [/return event\.correlation_id or .*/g, 'return "corr"'],
    [/return event\.correlation_id or (.*)/g, "return $1"],
    [/return event\.correlation_id or .*/g, "return event.correlation_id"],
    [/correlation_id=correlation_id_for\(event\)/g, 'correlation_id="corr"'],
    [/correlation_id=request\.correlation_id/g, 'correlation_id="corr"'],
  ],
  "the thread is lost": [
    [/thread_uuid=thread_uuid\b/g, "thread_uuid=MODULE_NAMESPACE_"],
    [/thread_uuid = request\.thread_uuid/g, "thread_uuid = request.call_id"],
  ],
  "anything is an event": [
    [/ = Field\(\.\.\., min_length=1\)/g, " = Field(...)"],
    [/: str = Field\(\.\.\., min_length=1\)/g, ": Optional[str] = None"],
    [/extra = "allow"/g, 'extra = "ignore"'],
  ],
  "the key of a delivery has no fallback": [
    [/if event\.(\w+):\n {8}return event\.\1/g, "if True:\n        return str(event.$1)"],
    [/if event\.(\w+):\n {8}return event\.\1/g, "if False:\n        return event.$1"],
    [/sort_keys=True/g, "sort_keys=False"],
  ],
  "a log entry is another": [
    [/logger\.(?:info|error|warning)\((\s*)"(\w+)"/g, 'logger.debug($1"other"'],
    [/thread_uuid=str\(thread_uuid\)/g, 'thread_uuid=""'],
    [/elapsed_ms=_elapsed_ms\(started\)/g, "elapsed_ms=None"],
    [/category=error\.category/g, 'category="other"'],
    [/reason=error\.detail/g, 'reason="other"'],
  ],
  "the memory never forgets": [
    [/if time\.monotonic\(\) - stored_at >= self\._ttl_seconds:/g, "if False:"],
    [/while len\(self\._entries\) > self\._max_entries:/g, "while False:"],
    [/popitem\(last=False\)/g, "popitem()"],
  ],
  ...POLICY_MISTAKES,
  "an answer is not remembered": [[/self\._cache\.put\(.*\)$/gm, "pass"]],
  "the switch is not asked": [[/if not config\.enabled:/g, "if False:"]],
  "another route": [
    [/@router\.(\w+)\("/g, '@router.$1("/x'],
    [/@router\.(?:post|put)\(/g, "@router.patch("],
    [/, \*\*request\.path_params/g, ""],
    [/json\.loads\(body\)/g, "{}"],
  ],
};

/** Names that stand for something the file may not import. */
const SPELLED: readonly (readonly [string, string])[] = [
  ["NAMESPACE_URL_", "__import__('uuid').NAMESPACE_URL"],
  ["MODULE_NAMESPACE_", "__import__('uuid').NAMESPACE_URL"],
];

/** Another field of the same kind: `order_id=event.shop_id`. */
function otherField(match: RegExpExecArray, text: string): string | null {
  const [, name, end] = match;
  const fields = [...text.matchAll(/^ {4}(\w+): (?:str|Optional\[str\]) = /gm)].map(([, field]) => field);
  const other = fields.find((field) => field !== name && field !== "correlation_id") ?? fields.find((field) => field !== name);
  return other === undefined ? null : `=event.${other}${end ?? ""}`;
}

export const KINDS: readonly string[] = [...Object.keys(MISTAKES), "a statement is left out", "an argument is left out"];

/** Every mutant of a file, in a fixed order. */
export function mutationsOf(text: string): Mutation[] {
  const found = [...mistakes(text), ...leftOut(text)];
  const seen = new Set<string>([text]);
  return found.filter((one) => !seen.has(one.text) && seen.add(one.text));
}

function mutation(kind: string, text: string, start: number, end: number, replacement: string): Mutation {
  const after = SPELLED.reduce((known, [name, value]) => known.replaceAll(name, value), replacement);
  return {
    kind,
    line: text.slice(0, start).split("\n").length,
    before: text.slice(start, end),
    after,
    text: text.slice(0, start) + after + text.slice(end),
  };
}

function mistakes(text: string): Mutation[] {
  return Object.entries(MISTAKES).flatMap(([kind, changes]) =>
    changes.flatMap(([pattern, change]) =>
      [...text.matchAll(pattern)].flatMap((match) => {
        const replacement =
          typeof change === "string"
            ? change.replace(/\$(\d)/g, (_, at: string) => match[Number(at)] ?? "")
            : change(match, text);
        return replacement === null ? [] : [mutation(kind, text, match.index, match.index + match[0].length, replacement)];
      }),
    ),
  );
}

/** Every statement of a function, and every keyword of a call, left out once. */
function leftOut(text: string): Mutation[] {
  const found: Mutation[] = [];
  for (const { node } of new SourceTree(text).units) {
    walk(node, (inner) => {
      if (isStatement(inner)) found.push(mutation("a statement is left out", text, inner.start, inner.end, "pass"));
      if (inner.type === "keyword_argument") found.push(withoutArgument(text, inner));
    });
  }
  return found;
}

/** A statement of a function that does something: no docstring, no `pass`, and no end that is the end anyway. */
function isStatement(node: Node): boolean {
  if (node.parent?.type !== "block" || node.parent.parent?.type === "class_definition") return false;
  if (!/^(?:expression_statement|if_statement|return_statement|raise_statement|for_statement)$/.test(node.type)) return false;
  if (node.children[0]?.type === "string") return false;
  return node.text !== "return None";
}

function withoutArgument(text: string, { start, end }: Node): Mutation {
  const after = /^,\s*/.exec(text.slice(end))?.[0] ?? "";
  const before = after === "" ? (/,\s*$/.exec(text.slice(0, start))?.[0] ?? "") : "";
  return mutation("an argument is left out", text, start - before.length, end + after.length, "");
}
