import { type Binding, type Node, type ModuleNames, walk } from "../../server/code/index.ts";
import { defineRule, type Fix, type FileContext, type Report } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { importedBindings, importedByCall, importPlace } from "../shared/import-uses.ts";
import { moveImport } from "../shared/move-import.ts";
import { renameImport, replaceImport } from "../shared/rename-import.ts";
import { structlogFix } from "../shared/structlog-fix.ts";
import { told } from "./forbidden_import-message.ts";
import { checkTypeScript } from "./forbidden_import-typescript.ts";

type Row = Profile["forbidden_imports"][number];

export default defineRule({
  id: "forbidden_import",
  family: "imports",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "safe",
  what: "An import of a module or name that the profile's FORBIDDEN_IMPORTS rules out.",
  why: "The platform has one library for each of these jobs, and names that do not exist fail when the module is imported.",
  instead: "Import what the table names in its place.",
  examples: [
    {
      bad: "import logging\n\nlogger = logging.getLogger(__name__)\n",
      good: "import structlog\n\nlogger = structlog.get_logger(__name__)\n",
    },
    {
      bad: "from memory.substrate_service import SubstrateService\n",
      good: "from memory.substrate_service import MemorySubstrateService\n",
    },
  ],
  code: {
    file(context) {
      if (context.module.source.language === "python") checkPython(context);
      else checkTypeScript(context);
    },
  },
});

function checkPython(context: FileContext): void {
  const rows = context.project.profile.forbidden_imports.filter(
    (row) => row.reported_by === undefined && row.language !== "typescript",
  );
  const text = context.module.source.text.value;
  const possible = rows.filter((row) => text.includes(word(row)));
  if (possible.length === 0) return;
  for (const unit of context.module.units) {
    const written = unit.node.text;
    const here = possible.filter((row) => written.includes(word(row)));
    if (here.length === 0) continue;
    reportImports(here, unit, context);
    reportMembers(here, unit, context);
    reportCalls(here, unit.node, context);
  }
}

/** A text that a file must hold for the row to matter. */
function word({ module, name }: Row): string {
  return name ?? (module.split(".").at(-1) as string);
}

function forbids(row: Row, target: string): boolean {
  const dotted = row.name === undefined ? row.module : `${row.module}.${row.name}`;
  return target === dotted || target.startsWith(`${dotted}.`);
}

/** One finding a statement and row: a statement that imports five names of one module is one wrong import. */
function reportImports(rows: readonly Row[], unit: ModuleNames["units"][number], context: FileContext): void {
  const seen = new Map<Node, Set<Row>>();
  // Beside a file of no package lies no module of anybody else's.
  const isAtRoot = context.absoluteName(".x") === "x";
  for (const { binding, statement, target } of importedBindings(context.module, unit)) {
    if (isAtRoot && target.startsWith(".")) continue;
    const dotted = context.absoluteName(target);
    const row = rows.find((candidate) => forbids(candidate, dotted));
    if (!row) continue;
    const place = statement.type === "import_statement" || row.name !== undefined ? importPlace(statement, binding) : statement;
    const known = seen.get(place) ?? new Set();
    if (known.has(row)) continue;
    seen.set(place, known.add(row));
    context.report({ at: place, ...toldOf(row, dotted), fix: fixOf(row, binding, context) });
  }
}

/** A name that is ruled out, read from its module: `packets.OldPacket` of `from core import packets`. */
function reportMembers(rows: readonly Row[], unit: ModuleNames["units"][number], context: FileContext): void {
  const named = rows.filter(
    ({ name, module }) => name !== undefined && module !== "builtins" && unit.node.text.includes(`.${name}`),
  );
  if (named.length === 0) return;
  walk(unit.node, (node) => {
    const member = node.type === "attribute" ? node.child("attribute") : null;
    if (!member || !named.some(({ name }) => name === member.text)) return;
    const resolved = context.module.resolve(node);
    const dotted = resolved === null ? null : context.absoluteName(resolved);
    const found = dotted === null ? undefined : named.find(({ module, name }) => `${module}.${name ?? ""}` === dotted);
    if (!found || dotted === null) return;
    const isPlain = found.instead !== undefined && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(found.instead);
    context.report({
      at: member,
      ...toldOf(found, dotted),
      fix: isPlain
        ? { title: `Use ${found.instead}`, safety: "safe", edits: [{ span: member, text: found.instead as string }] }
        : undefined,
    });
  });
}

function reportCalls(rows: readonly Row[], root: Node, context: FileContext): void {
  const builtins = rows.filter((row) => row.module === "builtins");
  if (builtins.length === 0 && !/import_module|__import__/.test(root.text)) return;
  walk(root, (node) => {
    if (node.type !== "call") return;
    const name = importedByCall(node, context.module);
    const row = name === null ? undefined : rows.find((candidate) => candidate.name === undefined && forbids(candidate, name));
    if (row && name !== null) {
      context.report({ at: node, ...toldOf(row, name) });
      return;
    }
    const callee = node.child("function");
    if (callee?.type !== "identifier" || context.module.binding(callee.text, callee)) return;
    const builtin = builtins.find((candidate) => candidate.name === callee.text);
    if (builtin) context.report({ at: callee, ...toldOf(builtin, callee.text) });
  });
}

function toldOf(row: Row, target: string): Pick<Report, "message" | "atMost" | "data"> {
  const { module, name } = row;
  return told(row, name === undefined ? `\`${target}\`` : module === "builtins" ? `\`${name}\`` : `\`${name}\` of \`${module}\``);
}

/** Only where the replacement is one to one. */
function fixOf(row: Row, binding: Binding, context: FileContext): Fix | undefined {
  if (row.instead === undefined) return undefined;
  if (row.name !== undefined) {
    const [, module, name] = /^(?:([\p{L}_][\p{L}\p{N}_.]*)\.)?([\p{L}_][\p{L}\p{N}_]*)$/u.exec(row.instead) ?? [];
    if (name === undefined) return undefined;
    return module === undefined
      ? renameImport(binding, name, context.module)
      : replaceImport(binding, { module, name }, context.module);
  }
  if (binding.target?.module.startsWith(".")) return undefined;
  if (row.same_names) return moveImport(binding, { from: row.module, to: row.instead }, context.module);
  return row.renames
    ? structlogFix(binding, { from: row.module, to: row.instead, functions: row.renames }, context.module)
    : undefined;
}
