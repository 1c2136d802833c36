import type { ContractClass } from "../facts/contracts.ts";
import { isCode, isDocument } from "../facts/languages.ts";
import { contractLanguages } from "../project/contracts/languages.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { classUses } from "./class-uses.ts";
import { memberNamed, type ContractAt } from "./contract-at.ts";
import type { Linter } from "./linter.ts";

/** The documents of every module, absolute paths. */
export function documentsOf(linter: Linter): string[] {
  return [...new Set(linter.workspace.modules.flatMap(({ files }) => files.filter(isDocument)))].sort();
}

/**
 * The contract class or member that a word of a spec or of a module's document names: `OrderEvent`, `MemorySubstrateService.write_packet`. A class whose name may be an
 * ordinary word counts in `payload_type` and before its member alone. Null for any other word, and in code.
 */
export function contractWordAt(linter: Linter, path: string, offset: number): ContractAt | null {
  if (isCode(path)) return null;
  const owner = ownerOf(linter, path, offset);
  const word = owner && wordAt(linter.files.text(path), offset);
  if (!word) return null;
  const at = word.parts.findIndex(({ end }) => offset <= end);
  const [here, before, after] = [word.parts[at], word.parts[at - 1], word.parts[at + 1]];
  if (!here) return null;
  const span = { start: here.start, end: here.end };
  const holder = before && classNamed(linter, owner, before.text);
  const member = holder && memberNamed(holder, here.text);
  if (member) return { span, class: holder, ...member, taken: [] };
  const found = classNamed(linter, owner, here.text);
  if (!found) return null;
  const isSure =
    /[a-z\d][A-Z]/.test(here.text) || isPayload(owner, path, span) || (after && memberNamed(found, after.text) !== null);
  return isSure ? { span, class: found, field: null, method: null, taken: [] } : null;
}

/** The module whose spec holds a place, or whose document a file is. */
function ownerOf(linter: Linter, path: string, offset: number): ModuleFiles | null {
  const owners = linter.workspace.modulesOf(path);
  if (linter.workspace.specsAt(path).length === 0) return isDocument(path) ? (owners[0] ?? null) : null;
  return owners.find(({ spec: { yaml } }) => yaml.span.start <= offset && offset <= yaml.span.end) ?? null;
}

interface Part {
  text: string;
  start: number;
  end: number;
}

/** The parts of the dotted name around an offset; null for what is part of a path or of an address. */
function wordAt(text: string, offset: number): { parts: Part[] } | null {
  let [start, end] = [offset, offset];
  while (start > 0 && /[\w.]/.test(text[start - 1] as string)) start--;
  while (end < text.length && /[\w.]/.test(text[end] as string)) end++;
  if (/[/\\@-]$/.test(text.slice(0, start)) || /^[/\\@]/.test(text.slice(end))) return null;
  const parts = [...text.slice(start, end).matchAll(/\w+/g)].map(({ 0: part, index }) => ({
    text: part,
    start: start + index,
    end: start + index + part.length,
  }));
  return parts.length > 0 ? { parts } : null;
}

function isPayload({ spec }: ModuleFiles, path: string, span: { start: number; end: number }): boolean {
  return (
    path === spec.path &&
    spec.inbound.some(
      ({ payloadType }) => payloadType && payloadType.span.start <= span.start && span.end <= payloadType.span.end,
    )
  );
}

/** The class that a module means by a name: of several the one that its code uses, else the first of the workspace. */
function classNamed(linter: Linter, owner: ModuleFiles, name: string): ContractClass | null {
  const contracts = linter.contractsOf(owner.spec);
  const languages = contractLanguages(owner.spec);
  const wanted = languages === "mixed" ? (["python", "typescript"] as const) : ([languages || "python"] as const);
  const found = wanted.flatMap((language) => contracts.named(name, language)).filter(({ evidence }) => evidence.span !== null);
  if (found.length < 2) return found[0] ?? null;
  return found.find((one) => classUses(linter, one, owner.files).length > 0) ?? found[0] ?? null;
}
