import type { SpaceEntry, SpaceField } from "../../facts/space.ts";
import type { Line } from "./lines.ts";
import { MAX_LINE, plain, repositoryPath } from "./lines.ts";
import { isClassName, symbolEntry } from "./index-lines.ts";

interface Row {
  line: Line;
  cells: string[];
}

/** A Markdown table: its header and its rows, cells as plain text. */
export interface Table {
  header: string[];
  rows: Row[];
}

/** The table that begins at a line, and how many lines it takes; null when none begins there. */
export function tableAt(lines: readonly Line[], at: number): { table: Table; length: number } | null {
  const [header, rule] = [lines[at]?.text ?? "", lines[at + 1]?.text ?? ""];
  if (header.length > MAX_LINE || rule.length > MAX_LINE) return null;
  if (!header.includes("|") || !/^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/.test(rule) || !rule.includes("-")) return null;
  const rows: Row[] = [];
  let next = at + 2;
  for (; next < lines.length; next++) {
    const line = lines[next] as Line;
    if (!line.text.includes("|") || line.text.trim() === "") break;
    rows.push({ line, cells: cells(line.text) });
  }
  return { table: { header: cells(header), rows }, length: next - at };
}

function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  const parts: string[] = [];
  let code = false;
  let start = 0;
  for (let at = 0; at < inner.length; at++) {
    const unit = inner[at];
    if (unit === "`") code = !code;
    else if (unit === "|" && !code && inner[at - 1] !== "\\") {
      parts.push(inner.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(inner.slice(start));
  return parts.map(plain);
}

/** What a table says, by its header. @param section the innermost heading above, as plain text */
export function readTable({ header, rows }: Table, section: string | null): SpaceEntry[] {
  const column = (...names: string[]): number => {
    for (const name of names) {
      const at = header.findIndex(
        (title) =>
          title
            .toLowerCase()
            .replace(/[^a-z ]/g, "")
            .trim() === name,
      );
      if (at >= 0) return at;
    }
    return -1;
  };
  const file = column("file", "path", "location", "source", "module", "source file", "defined in", "import");
  const doc = column("description", "doc", "purpose", "meaning", "notes", "summary");
  const route = column("route", "endpoint", "url", "path");
  const verb = column("method", "verb", "http method", "http");
  const isRoutes =
    route >= 0 &&
    verb >= 0 &&
    rows.some(({ cells }) => /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WS)$/i.test(cells[verb] ?? ""));
  if (isRoutes)
    return routes(rows, {
      route,
      verb,
      handler: column("handler", "function", "endpoint function"),
      file: file === route ? -1 : file,
    });

  const field = column("field", "attribute", "property", "fields");
  const type = column("type", "annotation");
  const owner = classIn(section);
  if (field >= 0 && owner) {
    return schema(owner, rows, {
      field,
      type,
      required: column("required", "mandatory"),
      initial: column("default", "default value"),
    });
  }

  const variable = column("variable", "env var", "environment variable", "env", "name", "key");
  if (
    variable >= 0 &&
    rows.length > 0 &&
    rows.every(({ cells }) => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(cells[variable] ?? ""))
  ) {
    return rows.map(({ line, cells }) => ({
      kind: "environment",
      name: cells[variable] as string,
      path: pathIn(cells[file]),
      doc: cells[doc] || null,
      span: spanOf(line),
    }));
  }

  const symbol = column("class", "model", "service", "symbol", "function", "method", "name", "component", "schema", "signature");
  if (symbol >= 0 && (file >= 0 || header[symbol]?.toLowerCase() !== "name")) {
    const signature = column("signature", "parameters", "args", "arguments");
    const returns = column("returns", "return", "return type");
    return rows.flatMap(({ line, cells }) => {
      const written = /^(?:async\s+)?(?:def\s+)?([A-Za-z_][\w.]*(?:::\w+)?)(\(.*\))?/.exec(cells[symbol] ?? "");
      if (!written?.[1]) return [];
      const shown = signature >= 0 && signature !== symbol ? cells[signature]?.match(/\(.*\)/)?.[0] : undefined;
      const method =
        owner !== null &&
        !isClassName(written[1]) &&
        !written[1].includes(".") &&
        /method|function|signature/i.test(header[symbol] ?? "");
      const name = method ? `${owner}::${written[1]}` : written[1];
      const call = written[2] ?? shown;
      return [
        symbolEntry(name, {
          call,
          returns: cells[returns],
          path: pathIn(cells[file]) ?? undefined,
          doc: cells[doc],
          span: spanOf(line),
        }),
      ];
    });
  }
  if (header.length !== 2) return [];
  return rows.flatMap(({ line, cells: [key, value] }) =>
    key && value ? [{ kind: "statement", key, value, section, span: spanOf(line) }] : [],
  );
}

function routes(rows: readonly Row[], at: { route: number; verb: number; handler: number; file: number }): SpaceEntry[] {
  return rows.flatMap(({ line, cells }) => {
    const route = cells[at.route] ?? "";
    if (!route.startsWith("/")) return [];
    const handler = /[\w.]+/.exec(cells[at.handler] ?? "")?.[0] ?? null;
    return [
      {
        kind: "route",
        method: (cells[at.verb] ?? "").toUpperCase(),
        route,
        handler,
        path: pathIn(cells[at.file]),
        span: spanOf(line),
      },
    ];
  });
}

function schema(
  owner: string,
  rows: readonly Row[],
  at: { field: number; type: number; required: number; initial: number },
): SpaceEntry[] {
  const fields = rows.flatMap(({ line, cells }): SpaceField[] => {
    const name = /^\w+/.exec(cells[at.field] ?? "")?.[0];
    if (!name) return [];
    const required = cells[at.required]?.toLowerCase();
    const initial = cells[at.initial];
    return [
      {
        name,
        annotation: cells[at.type] || null,
        required: required ? /^(?:yes|y|true|required|✓|✅|x)/.test(required) : null,
        default: initial && !/^(?:[-–—]|none given|n\/a|required)?$/i.test(initial) ? initial : null,
        span: spanOf(line),
      },
    ];
  });
  const first = rows[0];
  if (fields.length === 0 || !first) return [];
  return [
    {
      kind: "schema",
      name: owner,
      path: null,
      fields,
      extra: null,
      span: { start: first.line.start, end: spanOf((rows.at(-1) as Row).line).end },
    },
  ];
}

/** The class a heading speaks of: `PacketEnvelopeIn`, `Fields of PacketEnvelopeIn`. */
function classIn(section: string | null): string | null {
  const names = (section ?? "").match(/\b_*[A-Z][a-z0-9]*(?:[A-Z][a-zA-Z0-9]*)+\b|\b[A-Z]{2,}[a-z]\w*\b/g) ?? [];
  return names.length === 1 ? names[0] : null;
}

function pathIn(cell: string | undefined): string | null {
  const match = /(?:[\w.-]+\/)+[\w-]+(?:\.\w+)?|[\w-]+\.pyi?\b|[a-z_]\w*(?:\.\w+)+/.exec(cell ?? "");
  return match ? repositoryPath(match[0]) : null;
}

function spanOf(line: Line): { start: number; end: number } {
  const lead = line.text.length - line.text.trimStart().length;
  return { start: line.start + lead, end: line.start + line.text.trimEnd().length };
}
