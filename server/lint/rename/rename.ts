import type { Edit } from "../../../rules/define.ts";
import { plainTestName } from "../../../rules/shared/test-names.ts";
import { normalPath } from "../../../rules/shared/module-routes.ts";
import { pathsOf } from "../../project/modules.ts";
import { whyNotWritten } from "../../project/writable.ts";
import { KIND_WORDS, type LinkKind, type Place } from "../links.ts";
import type { Linter } from "../linter.ts";
import { nameKey, nameOf, NamePlaces, type Named, type NamePlace } from "./name-places.ts";
import { Edits } from "../../syntax/edits.ts";
import { applyEdits } from "../damage/damage.ts";
import { difference, look } from "./same-meaning.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** A name that can be changed, where it is written at an offset. */
export interface Renamable {
  readonly kind: LinkKind;
  /** As it is to be given anew: of a route the whole path, whatever part of it stands here. */
  readonly name: string;
  readonly place: Place;
}

/** Why a name is not changed: a sentence for the user. */
export interface Refused {
  readonly refused: string;
}

/** Everything that follows a name. */
export interface Renaming {
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  /** By absolute path, sorted. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
  /** Others who rely on the old name, as a user is asked about it; null where nobody can. */
  readonly asks: string | null;
}

/** What could be renamed at an offset of a spec, of code, of a test or of a document; null where no name of a promise is written. */
export function renamable(linter: Linter, path: string, offset: number): Renamable | Refused | null {
  const found = nameAt(linter, path, offset);
  if (!found) return null;
  const { named, place } = found;
  const fault = faultOf(named);
  return fault === null ? { kind: named.link.kind, name: shownName(named, place), place } : refused(`${capital(fault)}.`);
}

/** Every place where a name is written in the module of the file that has it at an offset: the spec, code, tests, documents. */
export function namePlacesAt(linter: Linter, path: string, offset: number): readonly NamePlace[] {
  return nameAt(linter, path, offset)?.named.places ?? [];
}

/** The edits that give what stands at an offset another name wherever its module writes it, or why that would be wrong. Nothing is changed. */
export function renaming(linter: Linter, path: string, offset: number, to: string): Renaming | Refused | null {
  const found = nameAt(linter, path, offset);
  if (!found) return null;
  const { names, named } = found;
  const fault = faultOf(named) ?? unfit(named, to) ?? taken(linter, names, named, to) ?? outside(names, named);
  if (fault !== null) return refused(`${capital(fault)}.`);
  const edits = editsOf(found, to);
  if ("refused" in edits) return edits;
  const { owner } = names;
  const texts = new Map([...edits].map(([file, own]) => [file, applyEdits(names.texts.text(file), own)]));
  const before = look(linter, texts);
  const { after, isSame } = linter.withTexts(texts, () => ({
    after: look(linter, texts),
    isSame: isThereAndBack(linter, found, texts, edits),
  }));
  const why = difference(before, after, { owner, named, to }) ?? (isSame ? null : ONE_WAY);
  if (why !== null) return refused(why);
  const { kind } = named.link;
  return { kind, from: named.name, to, edits, asks: asked(linter, names, named, to) };
}

const ONE_WAY =
  "The spec and the code spell this name so differently that renaming it back would not give the same text: spell them alike first.";

interface Found {
  names: NamePlaces;
  named: Named;
  place: NamePlace;
}

function nameAt(linter: Linter, path: string, offset: number): Found | null {
  for (const owner of linter.workspace.modulesOf(path)) {
    const names = new NamePlaces(linter, owner);
    const found = names.at(path, offset);
    if (found) return { names, ...found };
  }
  return null;
}

function shownName({ link, name }: Named, { text }: NamePlace): string {
  return link.kind === "acceptance" ? text : name;
}

/** What is in the way of any other name. */
function faultOf({ link, name, places, fault }: Named): string | null {
  if (fault !== null) return fault;
  const word = KIND_WORDS[link.kind];
  if (link.kind === "acceptance" && link.tests.length !== 1)
    return link.tests.length === 0
      ? `the acceptance test \`${name}\` has no test that could follow: write the test, or change the spec alone`
      : `${link.tests.length} tests are called like \`${name}\`, and it can not be told which is meant`;
  if (link.kind === "error_category" && !/[._-]/.test(name))
    return `\`${name}\` is an ordinary word, which the code may use for other things: rename it by hand`;
  if (link.kind === "route" && link.missing !== null)
    return `the route \`${name}\` ${link.missing}: bring spec and code together first`;
  if (!places.some((place) => place.in === "code" || place.in === "test"))
    return `no code of the module writes the ${word} \`${name}\` out, so none could follow: change the spec alone, or write it in the code first`;
  return null;
}

const FORMS: Readonly<Record<LinkKind, { form: RegExp; asks: string }>> = {
  module: {
    form: /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/,
    asks: "words of small letters, digits and `_` with dots between them, such as `orders_webhook`",
  },
  packet_type: {
    form: /^[A-Za-z][\w-]*(?:\.[\w-]+)*$/,
    asks: "words of letters, digits, `_` and `-` with dots between them, such as `orders.in`",
  },
  environment: { form: /^[A-Za-z_]\w*$/, asks: "letters, digits and `_`, and does not begin with a digit" },
  error_category: {
    form: /^[A-Za-z]\w*[_]\w*$/,
    asks: "words of letters and digits with `_` between them, such as `stale_timestamp`",
  },
  acceptance: { form: /^[^\s"'`\\$\r\n](?:[^"'`\\$\r\n]*[^\s"'`\\$\r\n])?$/, asks: "a name without quotes" },
  route: { form: /^\/[^\s"'`\\?#$]*$/, asks: "the whole path, from its first `/`" },
  file: { form: /^\S+$/, asks: "a path" },
};

function unfit({ link, name }: Named, to: string): string | null {
  const { form, asks } = FORMS[link.kind];
  if (!form.test(to) || (link.kind === "acceptance" && plainTestName(to) === ""))
    return `\`${to}\` can not be the name of ${article(KIND_WORDS[link.kind])}: it has to be ${asks}`;
  return to === name ? `it is called \`${name}\` already` : null;
}

/** The new name is written somewhere already: what is meant by it would be mixed with this. */
function taken(linter: Linter, names: NamePlaces, { link: { kind }, name }: Named, to: string): string | null {
  const wanted = nameKey(kind, to);
  if (nameKey(kind, name) === wanted) return null;
  if (names.links.some((one) => one.kind === kind && nameKey(kind, nameOf(one)) === wanted))
    return `the module has the ${KIND_WORDS[kind]} \`${to}\` already`;
  if (kind === "module" && linter.workspace.modules.some(({ spec }) => spec.id !== null && nameKey(kind, spec.id) === wanted))
    return `the workspace has the ${KIND_WORDS[kind]} \`${to}\` already`;
  const own = kind === "acceptance" ? [to, wanted, `test_${wanted}`] : [to];
  const place = names.texts.code.find((one) => own.includes(one.value)) ?? own.flatMap((text) => names.texts.named(text))[0];
  return place ? `\`${to}\` is written in \`${shown(names, place.path)}\` already` : null;
}

/** A file that belongs to the module and is not the spec's to change, or that nobody may change. */
function outside({ owner }: NamePlaces, { places }: Named): string | null {
  const { root, spec } = owner;
  const allowed = new Set([spec.path, ...owner.allowed, ...pathsOf(root.folder, spec, spec.allowedModifiedFiles)]);
  for (const path of new Set(places.map((place) => place.path))) {
    const name = pathFrom(root.folder, path);
    if (!allowed.has(path))
      return `\`${name}\` writes it too, and the spec lets the module neither have nor change that file: list it under \`module.repo\``;
    const why = name.startsWith("../") ? "lies outside of the module's root" : whyNotWritten(root.folder, name);
    if (why !== null) return `\`${name}\` writes it too and ${why}`;
  }
  return null;
}

function editsOf({ names, named, place: here }: Found, to: string): Map<string, Edit[]> | Refused {
  const edits = new Map<string, Edit[]>();
  for (const place of named.places) {
    const isHere = place.path === here.path && place.span.start === here.span.start;
    // A test keeps the beginning by which its runner knows it.
    const own =
      named.link.kind === "acceptance" && isHere && !(place.in === "test" && /^test_/.test(place.text) && !/^test_\w+$/.test(to));
    const text = own ? to : place.spell(to);
    if (text === null)
      return refused(
        `\`${shown(names, place.path)}\` writes \`${place.text}\`, which does not follow \`${named.name}\` word by word${named.link.kind === "route" ? ", or its parameters would change" : ""}: change it there first.`,
      );
    if (text !== place.text)
      edits.set(place.path, [...(edits.get(place.path) ?? []), { span: place.replaces ?? place.span, text }]);
  }
  for (const list of edits.values()) list.sort((a, b) => a.span.start - b.span.start);
  return edits;
}

/** With the edits made: renaming it back where it stood gives every text that there was. */
function isThereAndBack(
  linter: Linter,
  { names, named, place }: Found,
  texts: ReadonlyMap<string, string>,
  edits: ReadonlyMap<string, readonly Edit[]>,
): boolean {
  const at = new Edits(edits.get(place.path) ?? []).moved(place.span.start);
  const found = nameAt(linter, place.path, at);
  const undone = found && editsOf(found, shownName(named, place));
  if (!undone || "refused" in undone) return false;
  return (
    [...texts].every(([path, text]) => applyEdits(text, undone.get(path) ?? []) === names.texts.text(path)) &&
    [...undone.keys()].every((path) => texts.has(path))
  );
}

/** Who relies on a name beyond the module. */
function asked(linter: Linter, { owner }: NamePlaces, { link, name }: Named, to: string): string | null {
  if (link.kind !== "route") return null;
  const clients = linter.workspace.modules
    .filter(
      (module) =>
        module !== owner &&
        module.spec.outbound.some(({ endpoint }) => endpoint && normalPath(endpoint.text) === normalPath(name)),
    )
    .map(({ spec }) => `\`${spec.id ?? ""}\``);
  const known = clients.length > 0 ? ` ${clients.join(", ")} ${clients.length === 1 ? "does" : "do"}.` : "";
  return `Whoever calls \`${name}\` finds nothing there until it calls \`${to}\`.${known}`;
}

function shown({ owner }: Pick<NamePlaces, "owner">, path: string): string {
  return pathFrom(owner.root.folder, path);
}

function refused(why: string): Refused {
  return { refused: why };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}
