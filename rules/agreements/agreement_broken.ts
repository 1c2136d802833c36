import type { Agreement, SetItem, SourceSet } from "../../server/facts/agreements.ts";
import { defineRule, type AgreementContext, type Fix, type Related } from "../define.ts";
import { nearest } from "../shared/nearest.ts";

/** Places that are shown with a finding; what is more is counted. */
const MOST = 10;
/** Names that are shorter are near to too many others. */
const SHORT = 4;

export default defineRule({
  id: "agreement_broken",
  family: "agreements",
  check: null,
  severity: "error",
  languages: ["yaml", "python", "typescript"],
  fix: "unsafe",
  what: "A member of one of several sets that the configuration says must agree (`agreements`), which another of them lacks.",
  why: "What is registered in one place and unknown in another fails only when it is used: nothing else holds these files together.",
  instead:
    "Add the member where it is missing, or take it out where it is; what is meant to differ stands under `except` of the row.",
  examples: [
    {
      bad: '# config/tools.yaml: [search, fetch]\nHANDLERS = {"search": search}\n',
      good: '# config/tools.yaml: [search, fetch]\nHANDLERS = {"search": search, "fetch": fetch}\n',
    },
  ],
  agreement(agreement, context) {
    const sets = agreement.sources.filter((source): source is SourceSet => !("unread" in source));
    // What one source says is not known: nothing is missing for sure.
    if (sets.length < agreement.sources.length) return;
    const missing = differences(agreement, sets);
    const alone = new Map<SetItem, Lacking[]>();
    for (const one of missing) alone.set(one.item, [...(alone.get(one.item) ?? []), one]);
    for (const [item, lacking] of alone) reportItem(agreement, item, lacking, context);
    for (const to of sets) {
      for (const from of sets) {
        const items = missing.filter((one) => one.to === to && one.from === from).map(({ item }) => item);
        if (items.length > 0) reportLack(agreement, { from, to, items }, context);
      }
    }
  },
});

/** A member of one set that another one lacks. */
interface Lacking {
  from: SourceSet;
  to: SourceSet;
  item: SetItem;
  /** A member that only the other set has, and that may be meant. */
  near: string | null;
}

function differences({ direction, except }: Agreement, sets: readonly SourceSet[]): Lacking[] {
  return sets.flatMap((to, at) => {
    const others = direction === "equal" ? sets.filter((set) => set !== to) : at > 0 ? [sets[at - 1] as SourceSet] : [];
    const has = namesOf(to.items);
    const told = new Set<string>();
    return others.flatMap((from) => {
      const own = namesOf(from.items);
      const unmatched = to.items
        .filter(({ text, others: also = [] }) => ![text, ...also].some((name) => own.has(name)))
        .map(({ text }) => text);
      return from.items.flatMap((item): Lacking[] => {
        const names = [item.text, ...(item.others ?? [])];
        if (names.some((name) => has.has(name) || except.has(name)) || told.has(item.text)) return [];
        told.add(item.text);
        return [{ from, to, item, near: item.text.length < SHORT ? null : nearest(item.text, unmatched) }];
      });
    });
  });
}

function namesOf(items: readonly SetItem[]): ReadonlySet<string> {
  return new Set(items.flatMap(({ text, others = [] }) => [text, ...others]));
}

/** At the member that others lack. */
function reportItem(agreement: Agreement, item: SetItem, lacking: readonly Lacking[], context: AgreementContext): void {
  const where = lacking.map(({ to }) => to.called);
  const near = lacking.map((one) => one.near).find((name) => name !== null);
  const hint = near === undefined ? "Add it there, or take it out here." : `Did you mean \`${near}\`?`;
  context.report(item.path, {
    at: item.at,
    message: `\`${item.text}\` is missing in ${listed(where)}${reasonOf(agreement)} ${hint}${pageOf(agreement)}`,
    severity: agreement.severity,
    related: lacking.map(({ to }) => ({ path: to.declared.path, at: to.declared.at, message: "Where it is missing" })),
    data: dataOf(agreement, [item]),
  });
}

/** At the set that lacks members of another. */
function reportLack(
  agreement: Agreement,
  { from, to, items }: { from: SourceSet; to: SourceSet; items: readonly SetItem[] },
  context: AgreementContext,
): void {
  const names = items.map(({ text }) => `\`${text}\``);
  const related = items.slice(0, MOST).map(({ path, at, text }): Related => ({ path, at, message: `\`${text}\` stands here` }));
  context.report(to.declared.path, {
    at: to.declared.at,
    message: `${listed(names)} of ${from.called} ${names.length > 1 ? "are" : "is"} missing here, in ${to.called}${reasonOf(agreement)} Add ${names.length > 1 ? "them" : "it"}, or take ${names.length > 1 ? "them" : "it"} out there.${pageOf(agreement)}`,
    severity: agreement.severity,
    related,
    fix: additionOf(to, items),
    data: dataOf(agreement, items),
  });
}

/** Adds members where it is plain how one is written. */
function additionOf({ insertion }: SourceSet, items: readonly SetItem[]): Fix | undefined {
  if (!insertion || !items.every(({ text }) => insertion.fits.test(text))) return undefined;
  const { at, each, naming } = insertion;
  const written = items.map(({ text }) =>
    each.replaceAll("{name}", () => (naming === "upper" ? text.toUpperCase() : text)).replaceAll("{}", () => text),
  );
  const names = items.length > 3 ? `${items.length} members` : listed(items.map(({ text }) => `\`${text}\``));
  return { title: `Add ${names}`, safety: "unsafe", edits: [{ span: { start: at, end: at }, text: written.join("") }] };
}

function reasonOf({ why }: Agreement): string {
  return why === null ? "." : `: ${why.replace(/\.$/, "")}.`;
}

function pageOf({ docs }: Agreement): string {
  return docs === null ? "" : ` See ${docs}`;
}

function dataOf({ id, docs }: Agreement, items: readonly SetItem[]): Record<string, unknown> {
  return { agreement: id, members: items.map(({ text }) => text), ...(docs === null ? {} : { docs }) };
}

function listed(names: readonly string[]): string {
  const shown = names.length > MOST ? [...names.slice(0, MOST - 1), `${names.length - MOST + 1} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}
