import type { Edit } from "../../../rules/define.ts";
import { isCode } from "../../facts/languages.ts";
import { pathsOf, type ModuleFiles } from "../../project/modules.ts";
import { pathFrom } from "../../project/slash-path.ts";
import { whyNotWritten } from "../../project/writable.ts";
import { contractNameAt } from "../contract-names.ts";
import { applyEdits } from "../damage/damage.ts";
import type { Finding } from "../finding.ts";
import type { Place } from "../links.ts";
import type { Linter } from "../linter.ts";
import type { Refused } from "./rename.ts";
import { writtenIn } from "./written-code.ts";

/** A class that the module's own code declares, named in its spec or in a document of it. */
export interface OwnClass {
  /** As it is written there: of a schema its type's name or its own. */
  readonly name: string;
  readonly place: Place;
  /** Everything that is called so. */
  readonly places: readonly Place[];
  readonly owner: ModuleFiles;
}

/** The class of the module's own code that a word of a spec or a document names; null for any other place, and where code declares it that is no module's. */
export function ownClassAt(linter: Linter, path: string, offset: number): OwnClass | null {
  const found = isCode(path) ? null : contractNameAt(linter, path, offset);
  if (!found || found.name.includes(".")) return null;
  const owner = linter.workspace.modulesOf(path).find(({ files }) => files.includes(found.evidence.path));
  if (!owner) return null;
  const written = ({ path: file, span }: Place): string => linter.files.text(file).slice(span.start, span.end);
  const name = written(found.at);
  const all = [...(found.declared ? [found.declared] : []), ...found.specs, ...found.uses];
  const places = new Map(
    all.filter((place) => written(place) === name).map((place) => [`${place.path}\0${place.span.start}`, place]),
  );
  return { name, place: found.at, places: [...places.values()], owner };
}

/** The edits that give the class another name in the spec, the code, the tests and the documents of its module, or why that would be wrong. */
export function classRenaming(linter: Linter, found: OwnClass, to: string): ReadonlyMap<string, readonly Edit[]> | Refused {
  const fault = faultOf(linter, found, to);
  if (fault !== null) return { refused: `${fault}.` };
  const edits = new Map<string, Edit[]>();
  for (const { path, span } of found.places) edits.set(path, [...(edits.get(path) ?? []), { span, text: to }]);
  for (const list of edits.values()) list.sort((a, b) => a.span.start - b.span.start);
  const texts = new Map([...edits].map(([path, own]) => [path, applyEdits(linter.files.text(path), own)]));
  const looked = [found.owner.spec.path, ...found.owner.files];
  const findings = (): Finding[] => looked.flatMap((path) => linter.checkForGates(path));
  const before = countsOf(findings());
  const more = linter.withTexts(texts, findings).find((finding) => {
    const left = (before.get(keyOf(finding)) ?? 0) - 1;
    before.set(keyOf(finding), left);
    return left < 0;
  });
  const shown = more && pathFrom(found.owner.root.folder, more.path);
  return more ? { refused: `With this name \`${shown}\` would have another finding: ${more.message}` } : edits;
}

function faultOf(linter: Linter, { name, places, owner }: OwnClass, to: string): string | null {
  if (!/^[A-Z]\w*$/.test(to))
    return `\`${to}\` can not be the name of a class: it has to be letters, digits and \`_\`, from a capital on`;
  if (to === name) return `It is called \`${name}\` already`;
  const { root, spec } = owner;
  const allowed = new Set([spec.path, ...owner.allowed, ...pathsOf(root.folder, spec, spec.allowedModifiedFiles)]);
  const touched = new Set(places.map(({ path }) => path));
  for (const path of touched) {
    const shown = pathFrom(root.folder, path);
    if (!allowed.has(path))
      return `\`${shown}\` uses \`${name}\` too, and the spec lets the module neither have nor change that file`;
    const why = shown.startsWith("../") ? "lies outside of the module's root" : whyNotWritten(root.folder, shown);
    if (why !== null) return `\`${shown}\` uses \`${name}\` too and ${why}`;
  }
  const known = new Set(places.map(({ path, span }) => `${path}\0${span.start}`));
  for (const path of new Set([...touched, ...owner.files, ...owner.modified])) {
    const text = linter.files.text(path);
    const shown = pathFrom(root.folder, path);
    if (new RegExp(`(?<![\\w$])${to}(?![\\w$])`).test(text)) return `\`${to}\` is written in \`${shown}\` already`;
    // A text, or another thing of that name: nothing tells whether it is the class.
    const other =
      isCode(path) && writtenIn(path, text).find(({ value, start }) => value === name && !known.has(`${path}\0${start}`));
    if (other)
      return `\`${shown}\` writes \`${name}\` where it can not be told whether the class is meant: change it there by hand first`;
  }
  return null;
}

function keyOf({ rule, path }: Finding): string {
  return `${rule}\0${path}`;
}

function countsOf(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}
