import type { ContractClass, Contracts, Evidence } from "../facts/contracts.ts";
import type { Node } from "../code/index.ts";
import { isCode, isTypeScript } from "../facts/languages.ts";
import type { ContractLanguages } from "../project/contracts/languages.ts";
import { contractAt, contractOf } from "./contract-at.ts";
import type { Place } from "./links.ts";
import type { Linter } from "./linter.ts";
import { contextOf } from "./node-at.ts";

/** A field or method of a contract class, wherever it was come by. */
export interface Member {
  /** The class as it was named; of an inherited member one of those that have it. */
  readonly class: ContractClass;
  readonly name: string;
  /** Other names under which a field is given. */
  readonly aliases: readonly string[];
  /** Where it is declared. It is the same member wherever this is the same. */
  readonly evidence: Evidence;
}

/** Every class of a name, of both languages. TypeScript's are seen once its parser is loaded. */
export function classesNamed(linter: Linter, name: string): ContractClass[] {
  const contracts = linter.contractsOf(null);
  return [...contracts.named(name), ...contracts.named(name, "typescript")];
}

/** Every class of workspace and Space that is seen, the first of each name. TypeScript's are seen once its parser is loaded. */
export function everyClass(contracts: Contracts, languages: ContractLanguages): ContractClass[] {
  const wanted = languages === "mixed" ? (["python", "typescript"] as const) : ([languages || "python"] as const);
  return wanted.flatMap((language) =>
    contracts.classNames(language).flatMap((name) => contracts.named(name, language).slice(0, 1)),
  );
}

/** The members of a name of all classes of a name, each once; none where no class of that name has one. */
export function membersNamed(linter: Linter, of: string, name: string): Member[] {
  const found = classesNamed(linter, of).flatMap((one) => membersOf(one).filter((member) => member.name === name));
  return found.filter((member, at) => found.findIndex((other) => isSameMember(other, member)) === at);
}

/** Fields and methods of a class, those of its bases too. */
export function membersOf(found: ContractClass): Member[] {
  return [...found.fields, ...found.methods].map(({ name, evidence, ...rest }) => ({
    class: found,
    name,
    aliases: "aliases" in rest ? rest.aliases : [],
    evidence,
  }));
}

/** The member at an offset: where it is used, or where it is declared. Null where there is none. */
export function memberAt(linter: Linter, path: string, offset: number): Member | null {
  const used = contractAt(linter, path, offset);
  const own = used?.field ?? used?.method;
  if (used && own) return membersOf(used.class).find(({ name }) => name === own.name) ?? null;
  const contracts = linter.contractsOf(null);
  const language = isTypeScript(path) ? "typescript" : "python";
  const isHere = ({ evidence: { path: at, span } }: Member): boolean =>
    at === path && span !== null && span.start <= offset && offset <= span.end;
  for (const { name } of isCode(path) ? (linter.facts(path)?.classes ?? []) : [])
    for (const found of contracts.named(name, language)) {
      const member = found.evidence.path === path ? membersOf(found).find(isHere) : undefined;
      if (member) return member;
    }
  return null;
}

/**
 * Where files of code name a member: read from an instance, given to a constructor or to an object that has the type. What only a run can tell is not seen: `getattr`,
 * `**values`, a value whose class nothing says. TypeScript's parser must be loaded for the files to be seen.
 * @param among absolute paths; every source of the workspace where none are given
 */
export function usesOf(linter: Linter, member: Member, among: Iterable<string> = linter.workspace.sources): Place[] {
  const names = new Set([member.name, ...member.aliases]);
  return [...among]
    .filter(isCode)
    .sort()
    .flatMap((path) => usesIn(linter, path, member, names));
}

function usesIn(linter: Linter, path: string, member: Member, names: ReadonlySet<string>): Place[] {
  const text = linter.files.text(path);
  if (![...names].some((name) => text.includes(name))) return [];
  return memberUses(linter, path, names)
    .filter((use) => isSameMember(use.member, member))
    .map(({ place }) => place);
}

/** A place of a file that names a member. */
export interface MemberUse {
  readonly member: Member;
  readonly isMethod: boolean;
  readonly place: Place;
  /** It is given to the constructor, stands in an object that has the type, or is assigned. */
  readonly isWrite: boolean;
  /** Other members are given beside it that are not seen: `**values`. */
  readonly isOpen: boolean;
}

/** Every place of a file of code that names a member of a contract class. @param names only those; all where none are given */
export function memberUses(linter: Linter, path: string, names: ReadonlySet<string> | null = null): MemberUse[] {
  return namedIn(linter, path, names, (node, found) => {
    const own = found.field ?? found.method;
    if (!own) return [];
    const { name, evidence } = own;
    const member = { class: found.class, name, aliases: found.field?.aliases ?? [], evidence };
    const place = { path, span: { start: node.start, end: node.end } };
    return [{ member, isMethod: found.method !== null, place, isWrite: isWritten(node), isOpen: isOpen(node) }];
  });
}

/** What is made of each name in a file of code that stands for a contract class or a member of one. @param names only those; all where none are given */
export function namedIn<T>(
  linter: Linter,
  path: string,
  names: ReadonlySet<string> | null,
  work: (node: Node, found: NonNullable<ReturnType<typeof contractOf>>) => readonly T[],
): T[] {
  const all = linter.inCode(path, (file, project) => {
    const known = file.names(project);
    if (!known) return [];
    const context = contextOf(known);
    const roots = file.units.map(({ node }) => node);
    return namesBelow(roots, names).flatMap((node) => {
      const found = contractOf(node, context);
      return found ? work(node, found) : [];
    });
  });
  return all ?? [];
}

function isWritten({ parent, field }: Node): boolean {
  if (parent?.type === "attribute") return parent.parent?.type === "assignment" && parent.field === "left";
  return (parent?.type === "keyword_argument" && field === "name") || (parent?.type === "pair" && field === "key");
}

/** Declared at one place, whichever class they were come by. */
export function isSameMember(one: Member, other: Member): boolean {
  return isSame(one.evidence, other.evidence);
}

/** Declared at one place. */
export function isSame(one: Evidence, other: Evidence): boolean {
  return one.path === other.path && one.span?.start === other.span?.start;
}

function isOpen({ parent }: Node): boolean {
  return parent?.parent?.children.some(({ type }) => type.endsWith("_splat")) ?? false;
}

/** The names below some nodes, all or those of a set. */
function namesBelow(nodes: readonly Node[], names: ReadonlySet<string> | null): Node[] {
  const found: Node[] = [];
  const pending = [...nodes].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    const isName = node.type === "identifier" || node.type === "property_name";
    if (isName && node.children.length === 0 && (names?.has(node.text) ?? true)) found.push(node);
    for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as Node);
  }
  return found;
}
