import { extractContracts } from "../../generate/contract-extractions.ts";
import { fieldLines, importLine, methodLine } from "../../generate/signature.ts";
import type { ContractClass } from "../../facts/contracts.ts";
import type { Linter } from "../../lint/linter.ts";
import { nearest } from "../../../rules/shared/nearest.ts";
import { Text } from "../../syntax/text.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { fitting, type Cut } from "../answer.ts";
import type { Call } from "./call.ts";

/** A model or a service as code may rely on it. */
export interface ContractRow {
  name: string;
  kind: string;
  import: string;
  fields: string[];
  methods: string[];
  members: string[];
  attributes: string[];
  /** False where a base or a part of it is not known: what is missing here may exist. */
  complete: boolean;
  /** `file:line` */
  defined: string;
}

export interface ContractsFound extends Cut {
  contracts: ContractRow[];
  tool_identity: string | null;
  idempotency: string | null;
  /** Names that are required and not found, or found more than once. */
  unresolved: string[];
}

/** `l9_contracts`: of a spec's module, of a class by its name, or of the classes that have a member of a name; without either all that are required. */
export function contracts(
  { spec, name }: { spec?: string | undefined; name?: string | undefined },
  call: Call,
): Promise<ContractsFound> {
  return call.workspace.use(call.signal, async (linter) => {
    const path = spec === undefined ? null : call.workspace.path(spec);
    if (path !== null) await linter.prepare([path]);
    const document = path === null ? null : (linter.workspace.specsAt(path)[0] ?? null);
    if (path !== null && !document) throw new UsageError(`${spec ?? ""} is no module spec of this workspace`);
    const known = linter.contractsOf(document);
    const extracted = extractContracts(known, linter.config.profile, document);
    const required = [...extracted.models, ...extracted.services, ...extracted.support].map((one) => one.class);
    const chosen = name === undefined ? required : byName(name, known.named(name), required, () => classes(linter));
    const rows = once(chosen).map((found) => row(found, linter, call));
    const { kept, cut } = fitting(rows, "Ask for one model or service by its `name`.");
    return {
      contracts: kept,
      tool_identity: extracted.tool_identity.value,
      idempotency: extracted.idempotency.value,
      unresolved: name === undefined ? extracted.unresolved.map((one) => `${one.name}: ${one.status}`) : [],
      ...cut,
    };
  });
}

/** A file and its extract in the Space both define it: the one that counts comes first. */
function once(found: readonly ContractClass[]): ContractClass[] {
  const seen = new Set<string>();
  return found.filter(({ module, name }) => !seen.has(`${module}.${name}`) && seen.add(`${module}.${name}`));
}

/** Every class of workspace and Space. */
function classes(linter: Linter): ContractClass[] {
  const known = linter.contractsOf(null);
  return known.classNames().flatMap((name) => known.named(name));
}

function byName(
  name: string,
  named: readonly ContractClass[],
  required: readonly ContractClass[],
  all: () => readonly ContractClass[],
): readonly ContractClass[] {
  if (named.length > 0) return named;
  const has = ({ fields, methods, members, attributes }: ContractClass): boolean =>
    [...fields, ...methods, ...members].some((member) => member.name === name) || attributes.includes(name);
  const among = required.filter(has);
  if (among.length > 0) return among;
  const anywhere = all();
  const having = anywhere.filter(has);
  if (having.length > 0) return having;
  const members = required.flatMap(({ methods, fields }) => [...methods, ...fields].map((member) => member.name));
  throw new UsageError(
    `there is no class, field or method ${name} in workspace and Space: do not use it${meant(name, [...new Set(members)], anywhere)}`,
  );
}

/** Members whose names begin like it come first: what is invented is often the common part of several names. */
function meant(name: string, members: readonly string[], anywhere: readonly ContractClass[]): string {
  const begun = members.filter((member) => member.startsWith(name) || (member.length > 3 && name.startsWith(member)));
  const near = nearest(name, [...anywhere.map((found) => found.name), ...members]);
  const names = begun.length > 0 ? begun : near === null ? [] : [near];
  return names.length > 0 ? `. Did you mean ${names.join(" or ")}?` : "";
}

function row(found: ContractClass, linter: Linter, call: Call): ContractRow {
  const { evidence } = found;
  const read = linter.files.read(evidence.path);
  const line = "text" in read && evidence.span ? new Text(read.text).position(evidence.span.start).line + 1 : 1;
  return {
    name: found.name,
    kind: found.kind,
    import: importLine(found),
    fields: fieldLines(found),
    methods: found.methods.map(methodLine),
    members: found.members.map((member) => member.name),
    attributes: [...found.attributes],
    complete: found.complete,
    defined: evidence.path === "" ? "the profile" : `${call.workspace.shown(evidence.path)}:${line}`,
  };
}
