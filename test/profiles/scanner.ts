/** One row of a scanner that goes through files line by line, as repositories write them for themselves. */
export interface ScannerRow {
  id: string;
  /** Files that it looks at, and leaves alone: from the repository's folder. */
  files: RegExp;
  not?: RegExp;
  /** What a line must not hold. */
  line?: RegExp;
  /** What the first five lines must hold. */
  head?: RegExp;
  /** What the profile has for it, where that is not a rule of this id: a rule, and a part of its message. */
  profile?: { rule: string; says: string };
}

const APP = /^app\/.*\.py$/;
const SETTINGS = /^app\/settings\.py$/;
const CONTRACTS = /^app\/contracts\//;

const imported = (says: string): NonNullable<ScannerRow["profile"]> => ({ rule: "forbidden_import", says });

/** Twenty-five rows of the usual kind: layers, banned calls, SQL, retired names, shared models, headers. */
export const ROWS: readonly ScannerRow[] = [
  {
    id: "api-asks-storage",
    files: /^app\/api\//,
    line: /(?:from|import) app\.storage/,
    profile: imported("a route asks a service"),
  },
  { id: "domain-knows-web", files: /^app\/domain\//, line: /fastapi/, profile: imported("the domain knows no web") },
  {
    id: "domain-asks-services",
    files: /^app\/domain\//,
    line: /(?:from|import) app\.services/,
    profile: imported("the domain asks nobody"),
  },
  { id: "storage-asks-api", files: /^app\/storage\//, line: /app\.api/, profile: imported("layers point downwards") },
  { id: "retired-queue", files: APP, line: /legacy_queue/, profile: imported("the queue is a service now") },
  {
    id: "renamed-envelope",
    files: APP,
    not: CONTRACTS,
    line: /OrderEnvelope/,
    profile: imported("it is called TransportPacket"),
  },
  { id: "retired-v1", files: APP, line: /contracts\.v1/, profile: imported("version 1 ended in June") },
  {
    id: "no-requests",
    files: APP,
    line: /requests\.(?:get|post|put|delete)\(/,
    profile: imported("one client, and it is async"),
  },
  { id: "no-print", files: APP, line: /\bprint\(/ },
  { id: "no-eval", files: APP, line: /eval\(/ },
  { id: "no-os-system", files: APP, line: /os\.system\(/ },
  { id: "no-shell", files: APP, line: /shell\s*=\s*True/ },
  { id: "no-pickle", files: APP, line: /pickle\.loads?\(/ },
  { id: "no-sleep", files: APP, line: /time\.sleep\(/ },
  { id: "no-utcnow", files: APP, line: /utcnow\(\)/ },
  { id: "no-md5", files: APP, line: /md5\(/ },
  { id: "environment-by-settings", files: APP, not: SETTINGS, line: /os\.environ|os\.getenv/ },
  { id: "client-without-timeout", files: APP, line: /AsyncClient\(\)/ },
  { id: "sql-in-fstring", files: APP, line: /execute\(f["']/ },
  { id: "password-in-code", files: APP, line: /password\s*=\s*["']/i },
  { id: "broad-except", files: APP, line: /except(?: Exception)?:/ },
  { id: "order-redefined", files: APP, not: CONTRACTS, line: /class Order\b/ },
  { id: "money-redefined", files: APP, not: CONTRACTS, line: /Money\s*=|class Money\b/ },
  { id: "async-handlers", files: /^app\/api\//, line: /^\s*def handle_/ },
  { id: "header", files: APP, head: /SPDX-License-Identifier/ },
];

/** `row file:line` of all that the scanner finds. */
export function scan(files: ReadonlyMap<string, string>): string[] {
  return ROWS.flatMap((row) =>
    [...files]
      .filter(([path]) => row.files.test(path) && !row.not?.test(path))
      .flatMap(([path, text]) => {
        const lines = text.split("\n");
        if (row.head) return row.head.test(lines.slice(0, 5).join("\n")) ? [] : [`${row.id} ${path}:1`];
        return lines.flatMap((line, at) => (row.line?.test(line) ? [`${row.id} ${path}:${at + 1}`] : []));
      }),
  );
}
