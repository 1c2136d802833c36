import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { nearest } from "../../rules/shared/nearest.ts";
import { classesNamed, membersOf } from "../lint/contract-uses.ts";
import { impactOfClass, impactOfFile, impactOfMember, type Impact } from "../lint/impact.ts";
import type { Place } from "../lint/links.ts";
import type { Linter } from "../lint/linter.ts";
import { Text } from "../syntax/text.ts";
import { visible, visibleJson, visiblePath } from "../syntax/visible.ts";
import { withSpec, type SpecFlags } from "./open-spec.ts";
import { plural, shownRange } from "./result.ts";
import { writeOut, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";

export interface ImpactFlags extends SpecFlags {
  format: "text" | "json";
}

/** A place as people count: from 1, columns in UTF-16 code units. */
interface ShownPlace {
  path: string;
  line: number;
  column: number;
}

/** What a change touches, with paths as the user sees them. */
export interface ShownImpact {
  defined_in: string[];
  modules: { module: string; spec: string }[];
  /** Where specs name it. */
  specs: ShownPlace[];
  tests: string[];
  users: { path: string; names: string[] }[];
  /** Where a member is used. */
  uses: ShownPlace[];
  /** What would be found elsewhere if it were gone. */
  findings: (ShownPlace & { rule: string; message: string })[];
}

/** `l9 impact`: the modules, specs, tests and files that a change of a file, of a model or service, or of a member of one, touches. */
export function impact(of: string, flags: ImpactFlags): Promise<number> {
  const isFile = existsSync(resolve(process.cwd(), of));
  return withSpec(isFile ? of : undefined, flags, async ({ linter, path, shown }) => {
    const found = await impactOf(linter, of, path, shown);
    await (flags.format === "json" ? writeOut(visibleJson(found)) : writeText(describedImpact(of, found)));
    return 0;
  });
}

/** @param path absolute, where `of` names a file; null where it names a class or a member of one */
export async function impactOf(
  linter: Linter,
  of: string,
  path: string | null,
  shown: (path: string) => string,
): Promise<ShownImpact> {
  const found = path === null ? await impactOfName(linter, of) : await impactOfFile(linter, path);
  if (found === null) throw new UsageError(unknown(linter, of));
  return shownImpact(linter, found, shown);
}

async function impactOfName(linter: Linter, of: string): Promise<Impact | null> {
  const [owner, member] = split(of);
  return member === null ? impactOfClass(linter, of) : impactOfMember(linter, owner, member);
}

/** The last dot stands before a member. */
function split(of: string): [owner: string, member: string | null] {
  const dot = of.lastIndexOf(".");
  return dot < 0 ? [of, null] : [of.slice(0, dot), of.slice(dot + 1)];
}

function unknown(linter: Linter, of: string): string {
  const [owner, member] = split(of);
  const meant = (near: string | null): string => (near === null ? "" : `; did you mean ${visible(near)}?`);
  const classes = classesNamed(linter, owner);
  if (member !== null && classes.length > 0) {
    const names = classes.flatMap((found) => membersOf(found).map(({ name }) => name));
    const near = nearest(member, names);
    return `${visible(owner)} has no member ${visible(member)}${meant(near && `${owner}.${near}`)}`;
  }
  const contracts = linter.contractsOf(null);
  const near = nearest(owner, [...contracts.classNames(), ...contracts.classNames("typescript")]);
  return `${visible(of)} is no file, and no class of workspace and Space${meant(near && (member === null ? near : `${near}.${member}`))}`;
}

/** @param shown a path, as the user sees it */
export function shownImpact(linter: Linter, found: Impact, shown: (path: string) => string): ShownImpact {
  const texts = new Map<string, Text>();
  const place = ({ path, span }: Place): ShownPlace => {
    let text = texts.get(path);
    if (!text) texts.set(path, (text = new Text(linter.files.text(path))));
    return { path: shown(path), ...shownRange(text, span).start };
  };
  return {
    defined_in: found.origins.map(shown),
    modules: found.modules.map(({ spec }) => ({ module: spec.id ?? "", spec: shown(spec.path) })),
    specs: found.specs.map(place),
    tests: found.tests.map(shown),
    users: found.users.map((user) => ({ path: shown(user.path), names: [...user.names] })),
    uses: found.uses.map(place),
    findings: found.broken.map((finding) => ({ ...place(finding), rule: finding.rule, message: finding.message })),
  };
}

/** In words, one line a thing. */
export function describedImpact(of: string, found: ShownImpact): string {
  const { defined_in, modules, specs, tests, users, uses, findings } = found;
  const part = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? "" : `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
  const where = defined_in.includes(of) ? "" : `, defined in ${defined_in.map((path) => visiblePath(path)).join(", ")}`;
  const isMember = uses.length > 0;
  const at = ({ path, line, column }: ShownPlace): string => `${visiblePath(path)}:${line}:${column}`;
  const verb = `${isMember ? "use" : "import"}${users.length === 1 ? "s" : ""}`;
  return [
    `A change of ${visible(of)}${where} touches ${plural(modules.length, "module")}, ${plural(users.length, "file")} that ${verb} it and ${plural(tests.length, "file")} of tests.\n`,
    part(
      "Modules",
      modules.map(({ module, spec }) => `${visible(module)} (${visiblePath(spec)})`),
    ),
    part("Specs that name it", specs.map(at)),
    isMember
      ? part("Places that use it", uses.map(at))
      : part(
          "Files that import it",
          users.map(({ path, names }) => `${visiblePath(path)}: ${names.map((name) => visible(name)).join(", ")}`),
        ),
    part(
      "Tests",
      tests.map((path) => visiblePath(path)),
    ),
    part(
      "What would be found if it were gone",
      findings.map((finding) => `${at(finding)} [${finding.rule}] ${visible(finding.message)}`),
    ),
  ].join("");
}
