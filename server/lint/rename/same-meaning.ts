import type { ModuleFiles } from "../../project/modules.ts";
import type { Finding } from "../finding.ts";
import { linksOf, type Link } from "../links.ts";
import type { Linter } from "../linter.ts";
import { nameKey, nameOf, type Named } from "./name-places.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** What a rename must not bring: spec and code apart, or a file that is read no more. */
const WATCHED = /_drift$|_syntax$|^(?:spec_type|spec_path|missing_spec_key|acceptance_test_missing|duplicate_acceptance_test)$/;

/** What the modules say whose files are looked at. */
export interface Look {
  readonly modules: readonly { readonly owner: ModuleFiles; readonly links: readonly Link[] }[];
  readonly findings: readonly Finding[];
}

/** What every module says that one of the files belongs to. */
export function look(linter: Linter, texts: ReadonlyMap<string, string>): Look {
  const owners = [...new Set([...texts.keys()].flatMap((path) => linter.workspace.modulesReading(path)))];
  const files = new Set(owners.flatMap(({ spec, files: own }) => [spec.path, ...own]));
  return {
    modules: owners.map((owner) => ({ owner, links: linksOf(linter, owner) })),
    findings: [...files].flatMap((path) => linter.checkForGates(path)).filter(({ rule }) => WATCHED.test(rule)),
  };
}

/**
 * What else than one name two looks differ in: every promise must be kept as before, and no finding may be new. Null where that is so; else a sentence that
 * says what would be otherwise.
 */
export function difference(
  before: Look,
  after: Look,
  { owner, named, to }: { owner: ModuleFiles; named: Named; to: string },
): string | null {
  const shown = (path: string): string => pathFrom(owner.root.folder, path);
  const broken = before.findings.find(({ rule }) => rule.endsWith("_syntax"));
  if (broken) return `\`${shown(broken.path)}\` does not parse, so what it says can not be told: mend it first.`;
  const isOwn = (one: ModuleFiles): boolean => one.spec.path === owner.spec.path && one.spec.index === owner.spec.index;
  const wanted = before.modules.map(({ owner: one, links }) =>
    links.map((link) => described(isOwn(one) ? renamed(link, named, to) : link)).sort(),
  );
  const got = after.modules.map(({ links }) => links.map(described).sort());
  if (JSON.stringify(wanted) !== JSON.stringify(got)) return lost(before, after, { named, to, shown });
  const more = newFinding(before.findings, after.findings);
  return more && `With this name \`${shown(more.path)}\` would have another finding: ${more.message}`;
}

function renamed(link: Link, { link: { kind }, name }: Named, to: string): Link {
  if (link.kind !== kind || nameOf(link) !== name) return link;
  return { ...link, name: kind === "route" ? `${link.name.slice(0, -name.length)}${to}` : to };
}

/** A promise and how much keeps it; where, moves with the edits. Tests of a name are found by their letters, which a runner minds less. */
function described({ kind, name, spec, code, missing, tests }: Link): string {
  const plain =
    kind === "acceptance"
      ? `${name
          .replace(/\W+/g, "_")
          .toLowerCase()
          .replace(/^test_/, "")} ${tests.length}`
      : name;
  return [kind, plain, spec !== null, code.map(({ path }) => path).join(), missing ?? ""].join(" | ");
}

function lost(
  before: Look,
  after: Look,
  { named, to, shown }: { named: Named; to: string; shown: (path: string) => string },
): string {
  const { kind } = named.link;
  const linkIn = ({ modules }: Look, name: string): Link | undefined =>
    modules
      .flatMap(({ links }) => links)
      .find((link) => link.kind === kind && nameKey(kind, nameOf(link)) === nameKey(kind, name));
  const [old, now] = [linkIn(before, named.name), linkIn(after, to)];
  if (!now?.spec)
    return `The spec would not be read with the name \`${to}\`: choose one that needs no quotes and means nothing else to YAML.`;
  const count = (link: Link | undefined, path: string): number => link?.code.filter((place) => place.path === path).length ?? 0;
  const left = old?.code.find(({ path }) => count(now, path) < count(old, path));
  return left
    ? `\`${shown(left.path)}\` does not write \`${named.name}\` out where it uses it, so it would not follow: change it there by hand.`
    : `With \`${to}\` spec and code would not be read as they are with \`${named.name}\`: one of the two names means something else too.`;
}

/** A finding of a rule that had fewer of them; the message may name what was renamed. */
function newFinding(before: readonly Finding[], after: readonly Finding[]): Finding | null {
  const left = new Map<string, number>();
  const key = ({ rule, path }: Finding): string => `${rule}\0${path}`;
  for (const finding of before) left.set(key(finding), (left.get(key(finding)) ?? 0) + 1);
  return (
    after.find((finding) => {
      const rest = (left.get(key(finding)) ?? 0) - 1;
      left.set(key(finding), rest);
      return rest < 0;
    }) ?? null
  );
}
