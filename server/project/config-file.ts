import { isAbsolute, win32 } from "node:path";
import type { z } from "zod";
import { nearest } from "../../rules/shared/nearest.ts";
import { rules } from "../../rules/index.ts";
import { partOf } from "../../rules/profile/contract-parts.ts";
import { profileSchema } from "../../rules/profile/schema.ts";
import { BudgetSpent, withinBudget } from "../syntax/meter.ts";
import type { Span } from "../syntax/text.ts";
import { parseYaml, type YamlDocument, type YamlEntry, type YamlNode } from "../syntax/yaml.ts";
import type { Config, Override } from "./config.ts";
import { configSchema, type ConfigFile } from "./config-schema.ts";
import { describeIssue, describeMissing } from "./config-issue.ts";
import { stepsOf } from "./profile-overrides.ts";
import { applySteps } from "./table-steps.ts";
import { follow, keySpan, plainYaml } from "./yaml-place.ts";
import { withoutFormerKeys } from "./former-keys.ts";

interface Problem {
  span: Span;
  message: string;
  near?: string | null;
}

/** What one configuration text says for itself. */
export interface ParsedConfig {
  /** Null where it is empty or has a problem. */
  file: ConfigFile | null;
  /** What it extends, in order. */
  parents: { text: string; span: Span }[];
  /** What its `contract_sources` name. */
  sources: { text: string; span: Span }[];
  problems: Problem[];
  /** Keys that have no effect, as they are not the user's own. */
  untrusted: string[];
}

/** Whose a configuration text is. */
export interface Owner {
  /** It may name programs and addresses. */
  trusted: boolean;
  /** It is the user's, for every workspace. */
  isOwn: boolean;
  /** Another file extends it. */
  isExtended: boolean;
  /** Ids of the repository's own rules. */
  ownRules: readonly string[];
}

/** Steps that reading a configuration may take; each of its edits is read. A tenth of what a spec may. */
const MOST_STEPS = 500_000;

/** Null where that takes more work than it may. */
function readYaml(text: string): YamlDocument[] | null {
  try {
    return withinBudget(() => parseYaml(text.replace(/^\ufeff/, " ")), null, MOST_STEPS);
  } catch (error) {
    if (error instanceof BudgetSpent) return null;
    throw error;
  }
}

/** Reads one configuration text. */
export function parseConfigFile(text: string, { trusted, isOwn, isExtended, ownRules }: Owner): ParsedConfig {
  const nothing = { file: null, parents: [], sources: [], untrusted: [] };
  const documents = readYaml(text);
  if (documents === null)
    return {
      ...nothing,
      problems: [{ span: { start: 0, end: 0 }, message: "This configuration takes too much work to be read: make it shorter." }],
    };
  const problems: Problem[] = documents.flatMap((document) => document.problems.map(({ span, message }) => ({ span, message })));
  const [document, second] = documents;
  if (second)
    problems.push({
      span: { start: second.span.start, end: second.span.start },
      message: "A configuration file holds one YAML document: remove the second.",
    });
  if (problems.length > 0 || !document) return { ...nothing, problems };
  const { root } = document;
  if (root === null || (root.kind === "scalar" && root.value === null)) return { ...nothing, problems };

  const parsed = configSchema.safeParse(withoutFormerKeys(plainYaml(root)));
  problems.push(...unknownRules(root, ownRules));
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => locate(issue, root)));
  if (!parsed.success || problems.length > 0)
    return { ...nothing, problems: problems.sort((x, y) => x.span.start - y.span.start) };
  const { baseline, agreements } = parsed.data;
  const foreign =
    baseline !== undefined && (isOwn || isExtended) ? "baseline" : agreements !== undefined && isOwn ? "agreements" : undefined;
  if (foreign !== undefined) {
    const message = `\`${foreign}\` belongs in the configuration of the workspace whose ${foreign === "baseline" ? "findings it records" : "files it names"}: take it out here.`;
    return { ...nothing, problems: [{ span: keySpan(root, foreign), message }] };
  }
  const untrusted = trusted ? [] : untrustedKeys(parsed.data);
  return { file: parsed.data, ...namedIn(parsed.data, root), problems: [], untrusted };
}

/** Severities of rules that there are neither here nor among those of the repository's own. */
function unknownRules(root: YamlNode, ownRules: readonly string[]): Problem[] {
  const known = [...rules.map(({ id }) => id), ...ownRules];
  const { node: overrides } = follow(root, ["overrides"]);
  const rows = overrides.kind === "list" ? overrides.items.map((_, at): PropertyKey[] => ["overrides", at, "rules"]) : [];
  return [["rules"], ...rows].flatMap((path) => {
    const { node, entry } = follow(root, path);
    if (node.kind !== "map" || entry?.key !== "rules") return [];
    return node.entries
      .filter(({ key }) => !known.includes(key))
      .map(({ key, keySpan: span }) => {
        const near = nearest(key, known);
        const hint = near ? `; did you mean \`${near}\`?` : ' ("l9 explain" lists all rules).';
        return { span, message: `There is no rule \`${key}\`${hint}`, near };
      });
  });
}

/** The texts that name a file or a folder, each with its place. */
function namedIn(file: ConfigFile, root: YamlNode): Pick<ParsedConfig, "parents" | "sources"> {
  const placed = (named: string | string[] | undefined, key: string): { text: string; span: Span }[] => {
    const { node } = follow(root, [key]);
    const spanOf = (at: number): Span => (node.kind === "list" ? node.items[at] : node)?.span ?? node.span;
    return [named ?? []].flat().map((text, at) => ({ text, span: spanOf(at) }));
  };
  return { parents: placed(file.extends, "extends"), sources: placed(file.contract_sources, "contract_sources") };
}

/** What a configuration file says, over what is already configured: a value replaces, a map adds by key, a table by its rows. */
export function applyFile(file: ConfigFile, base: Config, untrusted: readonly string[]): Config {
  const generate = Object.fromEntries(
    Object.entries(file.generate ?? {}).filter(([key]) => !untrusted.includes(`generate.${key}`)),
  );
  const {
    extends: _,
    rules: severities,
    profile,
    contracts,
    model_aliases: aliases,
    injected,
    overrides,
    agreements,
    ...plainKeys
  } = file;
  return {
    ...base,
    ...defined(plainKeys),
    ...(untrusted.includes("space") && { space: (plainKeys.space ?? []).filter((folder) => !leadsOut(folder)) }),
    rules: { ...base.rules, ...(defined(severities ?? {}) as Config["rules"]) },
    // Where they stand is looked for from the file that names them.
    contract_sources: base.contract_sources,
    profile: applySteps(base.profile, stepsOf(profileSchema, profile)),
    agreements: [...base.agreements.filter(({ id }) => !agreements?.some((row) => row.id === id)), ...(agreements ?? [])],
    overrides: [...base.overrides, ...(overrides ?? []).map(overrideOf)],
    contracts: { ...base.contracts, ...byPart(aliases), ...byPart(contracts) },
    injected: { ...base.injected, ...injected },
    generate: { ...base.generate, ...generate },
  };
}

/** Rows by the part that they name; `PacketEnvelopeIn` and `packet` are one. */
function byPart(rows: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(rows).flatMap(([key, name]) => (name === undefined ? [] : [[partOf(key), name]])));
}

function overrideOf({ files, rules: severities, profile }: NonNullable<ConfigFile["overrides"]>[number]): Override {
  return { files, rules: defined(severities ?? {}) as Override["rules"], profile: stepsOf(profileSchema, profile) };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** What would make the program run another one, read what lies outside of the workspace, send code somewhere, or write what nobody asked for. */
function untrustedKeys({ generate, space }: ConfigFile): string[] {
  const keys = (["verify", "command", "url", "model", "module"] as const).filter((key) => generate?.[key] !== undefined);
  const backend = generate?.backend !== undefined && generate.backend !== "template" ? (["backend"] as const) : [];
  const agents = generate?.agents === "write" ? (["agents"] as const) : [];
  const outside = space?.some(leadsOut) ? ["space"] : [];
  return [...[...backend, ...keys, ...agents].map((key) => `generate.${key}`), ...outside];
}

/** A folder of a Space that is not the workspace's: what lies there would be shown to whoever sees the findings. */
function leadsOut(folder: string): boolean {
  return isAbsolute(folder) || win32.isAbsolute(folder) || folder.split(/[\\/]/).includes("..");
}

/** A zod issue at the place of the file that it speaks of. */
function locate(issue: z.core.$ZodIssue, root: YamlNode): Problem[] {
  const { node, entry } = follow(root, issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ span: keySpan(node, key), ...unknownKey(key, issue.path, entry) }));
  }
  if (issue.code === "invalid_key")
    return [{ span: entry?.keySpan ?? node.span, message: `\`${String(issue.path.at(-1))}\` is no key of this table.` }];
  if (issue.code === "invalid_union") {
    // Of the shapes that would do, the one of the kind that was written tells best what is wrong inside it.
    const best = issue.errors.find((issues) => issues.every((inner) => inner.path.length > 0)) ?? null;
    if (best) return best.flatMap((inner) => locate({ ...inner, path: [...issue.path, ...inner.path] }, root));
  }
  const isMissing = entry === null && typeof issue.path.at(-1) === "string";
  return [{ span: node.span, message: isMissing ? describeMissing(issue) : describeIssue(issue, node) }];
}

/** What is said of a key that there is not, and the one that may be meant. */
function unknownKey(
  key: string,
  path: readonly PropertyKey[],
  entry: YamlEntry | null,
): { message: string; near: string | null } {
  if (path.join(".") === "profile.packets" && key === "models")
    return {
      message: "`models` is no key of `profile.packets` any more: name the packet's class by `contracts: { packet: … }`.",
      near: null,
    };
  const known = knownKeys(path);
  const near = nearest(key, known);
  const hint = near ? `; did you mean \`${near}\`?` : known.length > 0 ? `: use one of ${known.join(", ")}.` : ".";
  const message = `\`${key}\` is no key of ${entry ? `\`${path.map(String).join(".")}\`` : "the configuration"}${hint}`;
  return { message, near };
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  let found = shapesOf(configSchema);
  for (const step of path) {
    found = found
      .map((one) => (typeof step === "number" ? one.element : (one.shape?.[String(step)] ?? one.valueType)))
      .flatMap((one) => shapesOf(one));
  }
  return [...new Set(found.flatMap(({ shape }) => Object.keys(shape ?? {})))];
}

/** What a schema has inside, by what it is: a list, a map of known keys, or one of any keys. */
interface Shape {
  readonly element?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
}

/** A schema without what makes it optional, and each that a union lets it be. */
function shapesOf(schema: unknown): Shape[] {
  const known = schema as (Shape & { options?: readonly unknown[]; unwrap?: () => unknown }) | undefined;
  if (!known) return [];
  if (known.options) return known.options.flatMap((one) => shapesOf(one));
  // A list unwraps to its element.
  return known.unwrap && known.element === undefined ? shapesOf(known.unwrap()) : [known];
}
