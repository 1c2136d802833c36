import { step } from "../../syntax/meter.ts";
import type { Span } from "../../syntax/text.ts";
import type { YamlDocument, YamlNode } from "../../syntax/yaml.ts";
import { deriveKind } from "./kind.ts";
import { entryAt, lookup, textOf, textsOf, type SpecEntry } from "./lookup.ts";

import {
  readAcceptance,
  flatCategories,
  readCategories,
  readIdempotency,
  readInbound,
  readModelAliases,
  readNames,
  readOutbound,
  readThreading,
} from "./sections.ts";
import type {
  AcceptanceName,
  ErrorCategory,
  Inbound,
  ModuleKind,
  Outbound,
  SpecIdempotency,
  SpecLayout,
  SpecText,
  SpecThreading,
} from "./types.ts";
import { FLAT_MODULE, V2_METADATA, V2_SECTIONS } from "./v2-layout.ts";

/** One YAML document that is a module spec. Everything is looked up at its v3 path, in a v2 layout where that layout keeps it. */
export interface SpecDocument {
  /** Absolute path of the file. */
  readonly path: string;
  /** The whole file; spans are offsets into it. */
  readonly text: string;
  readonly yaml: YamlDocument;
  readonly root: YamlNode | null;
  /** Position among the spec documents of the file, from 0. */
  readonly index: number;
  readonly layout: SpecLayout;
  /** The id is still a token such as `{{module_id}}`, or the name is where there is no id: nothing in it is about a module yet. */
  readonly isTemplate: boolean;
  readonly id: string | null;
  readonly name: string | null;
  /** Where findings about the spec as a whole stand: the module's id, else the first key. On one line. */
  readonly idSpan: Span;
  readonly kind: ModuleKind;
  /** `python` unless the spec says otherwise. */
  readonly language: string;
  /** As written; null when absent. */
  readonly rootPath: string | null;
  readonly allowedNewFiles: readonly SpecText[];
  readonly allowedModifiedFiles: readonly SpecText[];
  readonly inbound: readonly Inbound[];
  readonly outbound: readonly Outbound[];
  readonly acceptance: readonly AcceptanceName[];
  readonly environment: { readonly required: readonly SpecText[]; readonly optional: readonly SpecText[] };
  /** `packet_contract.emits` and `.requires_metadata`. */
  readonly packetTypes: readonly SpecText[];
  readonly requiredMetadata: readonly SpecText[];
  readonly errorPolicy: { readonly default: SpecText | null; readonly categories: readonly ErrorCategory[] };
  readonly idempotency: SpecIdempotency | null;
  readonly threading: SpecThreading | null;
  /** `model_aliases`: the name that the generator document uses, and the repository's. */
  readonly modelAliases: readonly { name: SpecText; target: SpecText }[];
  /** `standards.identity.canonical_identifier`. */
  readonly canonicalIdentifier: SpecText | null;
  /** What stands at a v3 path (`module.repo.allowed_new_files`), looked up through the v2 mapping where the layout is v2. */
  readonly get: (path: string) => SpecEntry | null;
}

/** Steps that a spec takes beside those of its values: it is looked up in, mapped to files, and made a module. */
const SPEC = 1_000;

/** Reads one YAML document as a spec. */
export function specDocument(path: string, text: string, yaml: YamlDocument, index: number): SpecDocument {
  step(SPEC);
  const { root } = yaml;
  const layout = layoutOf(root);
  const get = (key: string): SpecEntry | null => lookup(root, key, layout === "v2");
  const value = (key: string): YamlNode | null => get(key)?.value ?? null;
  const id = textOf(value("module.id"));
  const name = textOf(value("module.name"));
  const allowedNewFiles = textsOf(value("module.repo.allowed_new_files"));
  const inbound = readInbound(value("module.interfaces.inbound"));
  return {
    path,
    text,
    yaml,
    root,
    index,
    layout,
    isTemplate: (id ?? name)?.text.split(/[\r\n]/).some(hasToken) ?? false,
    id: id?.text ?? null,
    name: name?.text ?? null,
    idSpan: firstLine(text, id?.span ?? get("module.id")?.keySpan ?? firstKey(yaml)),
    kind: deriveKind({ get, id: id?.text ?? null, inbound, allowedNewFiles }),
    language: textOf(value("module.language"))?.text ?? "python",
    rootPath: textOf(value("module.repo.root_path"))?.text ?? null,
    allowedNewFiles,
    allowedModifiedFiles: textsOf(value("module.repo.allowed_modified_files")),
    inbound,
    outbound: readOutbound(value("module.interfaces.outbound")),
    acceptance: readAcceptance(get, root),
    environment: {
      required: readNames(value("module.environment.required")),
      optional: readNames(value("module.environment.optional")),
    },
    packetTypes: textsOf(value("module.packet_contract.emits")),
    requiredMetadata: textsOf(value("module.packet_contract.requires_metadata")),
    errorPolicy: {
      default: textOf(value("module.error_policy.default")),
      categories: readCategories(value("module.error_policy.categories") ?? (layout === "v2" ? flatCategories(root) : null)),
    },
    idempotency: readIdempotency(get),
    threading: readThreading(get),
    modelAliases: readModelAliases(value("module.model_aliases")),
    canonicalIdentifier: textOf(value("module.standards.identity.canonical_identifier")),
    get,
  };
}

/** The top-level keys that tell a v2 layout, in the document's order. A section that `module` has itself does not: beside it, it is a stray key. */
export function legacyKeys(root: YamlNode | null): { key: string; keySpan: Span }[] {
  if (root?.kind !== "map") return [];
  return root.entries.filter(({ key }) => {
    if (V2_SECTIONS.includes(key)) return !entryAt(root, `module.${key}`);
    if (FLAT_MODULE.includes(key)) return !entryAt(root, "module.id");
    if (key !== "metadata") return false;
    const targets: Record<string, string> = { module_id: "id", name: "name", description: "purpose" };
    return V2_METADATA.some((name) => entryAt(root, `metadata.${name}`) && !entryAt(root, `module.${targets[name] as string}`));
  });
}

function layoutOf(root: YamlNode | null): SpecLayout {
  if (legacyKeys(root).length > 0) return "v2";
  return entryAt(root, "module") ? "v3" : "unknown";
}

/** Looked for from one end only: a pattern would try from every brace anew. */
function hasToken(line: string): boolean {
  const open = line.indexOf("{{");
  return open >= 0 && line.includes("}}", open + 2);
}

/** The first key of a document, else its first character. */
export function firstKey(yaml: YamlDocument): Span {
  const { root } = yaml;
  if (root?.kind === "map" && root.entries[0]) return root.entries[0].keySpan;
  const start = root?.span.start ?? yaml.span.start;
  return { start, end: root ? Math.max(root.span.end, start) : start };
}

/** A span cut at the end of its first line. */
export function firstLine(text: string, span: Span): Span {
  const length = text.slice(span.start, span.end).search(/\r|\n/);
  return length < 0 ? span : { start: span.start, end: span.start + length };
}
