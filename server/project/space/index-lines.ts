import type { SpaceEntry, SpaceParameter } from "../../facts/space.ts";
import type { Span } from "../../syntax/text.ts";
import { MAX_LINE, repositoryPath } from "./lines.ts";

const HTTP = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WS|WEBSOCKET";
const PATH = String.raw`(?:[\w.-]+[\\/])*[\w-]+\.\w{1,5}|[a-z_]\w*(?:\.\w+)+`;
const DOC = String.raw`(?:\s+[-–—:]+\s+(?<doc>.*))?`;
const AT = String.raw`(?:(?:\s+@\s+|\s*@\s*(?=\`?[\w./\\-]+\.py))\`?(?<path>${PATH})\`?(?::\d+(?:-\d+)?)?)`;

const ROUTE = new RegExp(
  String.raw`^(?<method>${HTTP})\s+\`?(?<route>/[^\s\`]*)\`?(?:\s*(?:→|->|=>|-->)\s*\`?(?<handler>[\w.]+)\`?(?:\(.*?\))?)?${AT}?${DOC}$`,
);
/** `core/agents/schemas.py::ToolBinding - doc`, `core/x.py::Service.run(task) -> Result`. */
const PATH_FIRST = new RegExp(
  String.raw`^\`?(?<path>(?:[\w.-]+[\\/])*[\w-]+\.pyi?)(?::\d+)?::(?:async\s+)?(?<name>[A-Za-z_][\w.]*(?:::\w+)?)(?<call>\(.*\))?(?:\s*->\s*(?<returns>[^-–—]+?))?\`?${DOC}$`,
);
/** `Service::run(task) @ core/x.py`, `run(task) -> Result @ core/x.py`. */
const CALL_AT = new RegExp(
  String.raw`^\`?(?:async\s+)?(?:def\s+)?(?<name>[A-Za-z_][\w.]*(?:::\w+)?)(?<call>\(.*\))(?:\s*->\s*(?<returns>[^@]+?))?\`?${AT}${DOC}$`,
);
/** `PacketEnvelopeIn @ memory/substrate_models.py - doc`. */
const NAME_AT = new RegExp(String.raw`^\`?(?:class\s+)?(?<name>[A-Za-z_][\w.]*(?:::\w+)?)\`?${AT}${DOC}$`);
const ENVIRONMENT = new RegExp(
  String.raw`^(?:(?:os\.)?(?:environ\.get|environ|getenv)\s*[[(]\s*["'](?<read>\w+)["'].*?[\])]|\`?(?<name>[A-Z][A-Z0-9_]*[A-Z0-9])\`?(?:\s*=\s*\S*)?)(?:\s+\((?<note>[^)]*)\))?${AT}?${DOC}$`,
);

/** One line of an index text as an entry; null for a line that is none. @param environment a bare upper-case word is a variable here even without an underscore */
export function readIndexLine(line: string, span: Span, environment: boolean): SpaceEntry | null {
  if (line.length > MAX_LINE) return null;
  // `Service::async run(task)` says how the method is made, not what it is called.
  const text = line
    .trim()
    .replace(/^(?:[-*+]|\d+[.)])\s+/, "")
    .replace(/(::|\.)(?:(?:async|def|classmethod|staticmethod|property|abstractmethod)\s+)+(?=[A-Za-z_])/, "$1");
  if (text === "") return null;
  const route = /^[A-Z]+\s+`?\//.test(text) ? ROUTE.exec(text)?.groups : undefined;
  if (route)
    return {
      kind: "route",
      method: route.method as string,
      route: route.route as string,
      handler: lastPart(route.handler),
      path: pathOf(route.path),
      span,
    };
  const variable = ENVIRONMENT.exec(text)?.groups;
  const name = variable?.read ?? variable?.name;
  if (variable && name && (variable.read || environment || name.includes("_"))) {
    return { kind: "environment", name, path: pathOf(variable.path), doc: variable.doc ?? variable.note ?? null, span };
  }
  if (!text.includes("@") && !text.includes("::")) return null;
  const symbol = (PATH_FIRST.exec(text) ?? CALL_AT.exec(text) ?? NAME_AT.exec(text))?.groups;
  return symbol ? symbolEntry(symbol.name as string, { ...symbol, span }) : null;
}

interface Parts {
  call?: string | undefined;
  returns?: string | undefined;
  path?: string | undefined;
  doc?: string | undefined;
  span: Span;
}

/** A class, function or method by the spelling of its name: `Service::run`, `Service.run`, `PacketEnvelopeIn`, `create_app`. */
export function symbolEntry(written: string, { call, returns, path, doc, span }: Parts): SpaceEntry {
  const parts = written.split(/::|\./);
  const name = parts.pop() as string;
  const last = parts.at(-1);
  const owner = last && (isClassName(last) || written.includes("::")) ? last : null;
  const what = owner
    ? isClassName(name) && !call
      ? "class"
      : "method"
    : isClassName(name)
      ? "class"
      : call
        ? "function"
        : "name";
  return {
    kind: "symbol",
    what,
    name,
    owner: what === "method" ? owner : null,
    parameters: call ? readParameters(call.slice(1, -1)) : null,
    returns: returns?.trim() || null,
    path: pathOf(path),
    doc: doc?.trim() || null,
    span,
  };
}

/** `PacketEnvelopeIn`, `_Cache`, `AIOSResult`; not `MAX_SIZE`, not `create_app`. */
export function isClassName(name: string): boolean {
  return /^_*[A-Z]/.test(name) && (/[a-z]/.test(name) || !name.includes("_"));
}

/** The parameters between the parentheses of a signature. */
export function readParameters(text: string): SpaceParameter[] {
  const parameters: SpaceParameter[] = [];
  for (const part of splitTopLevel(text)) {
    const match = /^(\*{0,2}\w+)\s*(?::\s*(.*?))?\s*(?:=\s*(.*))?$/s.exec(part.trim());
    const name = match?.[1];
    if (!match || !name || name === "self" || name === "cls") continue;
    parameters.push({ name, annotation: match[2]?.trim() || null, default: match[3]?.trim() ?? null });
  }
  return parameters;
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] as string;
    if ("([{".includes(unit)) depth++;
    else if (")]}".includes(unit)) depth--;
    else if (unit === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part.trim() !== "");
}

function lastPart(dotted: string | undefined): string | null {
  return dotted?.split(".").at(-1) ?? null;
}

function pathOf(written: string | undefined): string | null {
  return written ? repositoryPath(written) : null;
}
