import { WIDTH } from "./dedent.ts";

/** A piece of a file: functions, classes, constants that belong together. */
export interface Block {
  /** Module-level names that it defines. */
  readonly defines: readonly string[];
  readonly code: string;
  /** Constants and small values stand together, without two empty lines between them. */
  readonly tight?: boolean;
}

/** Where a name is imported from; `name` absent: the module itself (`import httpx`). */
export interface Source {
  readonly module: string;
  readonly name?: string;
  readonly as?: string;
}

/** Names that blocks may use without defining them. */
export type Symbols = ReadonlyMap<string, Source>;

const STANDARD: Readonly<Record<string, readonly string[]>> = {
  collections: ["OrderedDict"],
  contextlib: ["suppress"],
  base64: ["b64encode"],
  dataclasses: ["asdict", "dataclass", "replace"],
  datetime: ["datetime", "timezone"],
  enum: ["Enum"],
  pathlib: ["Path"],
  typing: ["Any", "Awaitable", "Callable", "Dict", "Generic", "List", "Optional", "Tuple", "TypeVar"],
  "unittest.mock": ["AsyncMock", "MagicMock", "create_autospec"],
  "urllib.parse": ["parse_qsl", "quote", "urlencode"],
  uuid: ["NAMESPACE_DNS", "NAMESPACE_OID", "NAMESPACE_URL", "NAMESPACE_X500", "UUID", "uuid4", "uuid5"],
};
const STANDARD_MODULES = ["asyncio", "hashlib", "hmac", "json", "os", "re", "time"];
const THIRD_PARTY: Readonly<Record<string, readonly string[]>> = {
  fastapi: ["APIRouter", "Depends", "FastAPI", "Header", "HTTPException", "Request"],
  "fastapi.testclient": ["TestClient"],
  pydantic: ["BaseModel", "ConfigDict", "Field", "ValidationError"],
  "structlog.testing": ["capture_logs"],
};
const THIRD_PARTY_MODULES = ["httpx", "pytest", "structlog", "yaml"];

/** What every generated file may import beside the contracts and the module's own files. */
export function commonSymbols(): Map<string, Source> {
  const symbols = new Map<string, Source>();
  for (const table of [STANDARD, THIRD_PARTY]) {
    for (const [module, names] of Object.entries(table)) for (const name of names) symbols.set(name, { module, name });
  }
  for (const module of [...STANDARD_MODULES, ...THIRD_PARTY_MODULES]) symbols.set(module, { module });
  return symbols;
}

/** The file's text: header, docstring, the imports that its blocks need and no others, the blocks in their order. */
export function renderFile(header: readonly string[], docstring: string, blocks: readonly Block[], symbols: Symbols): string {
  const own = new Set(blocks.flatMap(({ defines }) => defines));
  const used = new Set(blocks.flatMap(({ code }) => [...namesIn(code)]));
  const imports = importLines([...used].filter((name) => !own.has(name)).flatMap((name) => symbols.get(name) ?? []));
  let body = "";
  blocks.forEach(({ code, tight }, at) => {
    const before = blocks[at - 1];
    const gap = at === 0 ? "" : tight && before?.tight ? "\n" : tight || before?.tight ? "\n\n" : "\n\n\n";
    const extra = at > 0 && /^(?:class|def|async def|@)/.test(code) && before?.tight ? "\n" : "";
    body += gap + extra + code.trimEnd();
  });
  const first = blocks[0];
  const space = first && first.tight !== true && imports !== "" ? "\n\n\n" : "\n\n";
  return `${[...header, `"""${docstring}"""`].join("\n")}\n${imports === "" ? "" : `\n${imports}`}${body === "" ? "\n" : `${imports === "" ? "\n" : space}${body}\n`}`;
}

/** The names that code reads: no attributes, keywords, strings or comments; of f-strings what stands in braces. */
export function namesIn(code: string): Set<string> {
  const names = new Set<string>();
  const plain = withoutStrings(code);
  for (const match of plain.matchAll(/(?<![\w.])[A-Za-z_]\w*/g)) {
    const after = plain.slice(match.index + match[0].length);
    // A keyword or what is assigned; the type in `result: Any = None` is neither.
    if (/^\s*=(?!=)/.test(after) && !plain.slice(0, match.index).trimEnd().endsWith(":")) continue;
    names.add(match[0]);
  }
  return names;
}

const STRING = /([rbfu]{0,2})("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|#[^\n]*/gi;

function withoutStrings(code: string): string {
  return code.replace(STRING, (_whole: string, prefix: string | undefined, text: string | undefined) => {
    if (text === undefined) return "";
    if (prefix?.toLowerCase().includes("f"))
      return ` ${[...text.matchAll(/\{([^{}:!]*)/g)].map((match) => match[1]).join(" ; ")} `;
    // An annotation in quotes: `-> "OrdersConfig"`.
    return /^"[A-Za-z_][\w.]*"$/.test(text) ? " ; " : ' "" ';
  });
}

function importLines(sources: readonly Source[]): string {
  const groups: Source[][] = [[], [], []];
  for (const source of sources) groups[groupOf(source.module)]?.push(source);
  return groups
    .filter((group) => group.length > 0)
    .map((group) => [...plainImports(group), ...fromImports(group)].join("\n"))
    .join("\n\n");
}

function groupOf(module: string): 0 | 1 | 2 {
  if (module in STANDARD || STANDARD_MODULES.includes(module)) return 0;
  return module in THIRD_PARTY || THIRD_PARTY_MODULES.includes(module) ? 1 : 2;
}

function plainImports(group: readonly Source[]): string[] {
  return [...new Set(group.filter(({ name }) => name === undefined).map(({ module }) => `import ${module}`))].sort();
}

function fromImports(group: readonly Source[]): string[] {
  const byModule = new Map<string, Set<string>>();
  for (const { module, name, as } of group) {
    if (name === undefined) continue;
    const names = byModule.get(module) ?? new Set();
    byModule.set(module, names.add(as && as !== name ? `${name} as ${as}` : name));
  }
  return [...byModule]
    .sort(([a], [b]) => compare(a, b))
    .map(([module, set]) => {
      const names = [...set].sort(byKind);
      const line = `from ${module} import ${names.join(", ")}`;
      return line.length <= WIDTH ? line : `from ${module} import (\n${names.map((name) => `    ${name},`).join("\n")}\n)`;
    });
}

/** Constants, then classes, then functions, each by name. */
function byKind(a: string, b: string): number {
  const kind = (name: string): number => (/^[A-Z][A-Z0-9_]+$/.test(name) ? 0 : /^[A-Z]/.test(name) ? 1 : 2);
  return kind(a) - kind(b) || compare(a.toLowerCase(), b.toLowerCase());
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
