import { fieldRead, fieldReads, lastName, type Binding, type FieldRead, type Node, type Scope } from "../../server/code/index.ts";
import { profileName, spelledLike } from "../../server/code/spelling.ts";
import type { Project } from "../../server/facts/project.ts";
import type { Profile } from "../profile/schema.ts";
import type { Edit, Fix, CodeContext } from "../define.ts";

/** Which field names a tool in this repository. */
export interface ToolIdentity {
  /** The one field for lookup, authorization and dispatch. */
  canonical: string;
  /** Fields that other repositories use as identity. */
  rivals: readonly string[];
  /** Fields for people to read, rivals among them. */
  display: readonly string[];
  /** Rivals and display fields together: what must not be used as identity. */
  wrong: ReadonlySet<string>;
}

/**
 * The one place that says which field is canonical: what the repository's tool models carry, else the profile's. Asking reads the
 * repository's contracts, so a rule asks only where one of the fields stands.
 */
export function toolIdentity({ profile, contracts }: Pick<Project, "profile" | "contracts">): ToolIdentity {
  const { canonical_field, options, display_field } = profile.tool_identity_canon;
  const canonical = contracts.identity.value ?? canonical_field;
  const rivals = options.filter((name) => name !== canonical);
  const display = display_field.filter((name) => name !== canonical);
  return { canonical, rivals, display, wrong: new Set([...rivals, ...display]) };
}

/**
 * True where the repository itself identifies tools by the profile's display field: then using it is right, and
 * `tool_name_identity` has nothing to say.
 */
export function displayIsCanonical(identity: ToolIdentity, { profile }: Pick<Project, "profile">): boolean {
  return profile.tool_identity_canon.display_field.includes(identity.canonical);
}

/** Every field that may name or show a tool, whichever of them is canonical. */
export function identityNames({ tool_identity_canon: table }: Profile): ReadonlySet<string> {
  return new Set([table.canonical_field, ...table.options, ...table.display_field]);
}

/** True when an expression reads one of the fields: a cheap question before `toolIdentity`. */
export function readsIdentity(expression: Node | null, context: Pick<CodeContext, "bindings" | "project">): boolean {
  const fields = fieldReads(expression);
  if (fields.length === 0) return false;
  const names = identityNames(context.project.profile);
  return fields.some(
    (field) => names.has(field.name) || (field.form === "name" && names.has(sourceOf(context.bindings(field.at))?.name ?? "")),
  );
}

/** True when a function's name is in a list whose items may end with `*`. */
export function nameMatches(name: string | null, patterns: readonly string[]): boolean {
  return (
    name !== null &&
    patterns.some((pattern) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern))
  );
}

/** The class or function a call names, aliases of imports resolved. */
export function calledName(call: Node, context: Pick<CodeContext, "resolve">): string | null {
  const callee = call.child("function");
  return context.resolve(callee)?.split(".").at(-1) ?? lastName(callee);
}

/**
 * The reads of wrong fields that make up an expression, followed through one local name (`key = call.tool_name`). A name such as `tool_name`
 * that is given the canonical field is no wrong field, only a badly chosen name.
 */
export function wrongReads(expression: Node | null, identity: ToolIdentity, context: Pick<CodeContext, "bindings">): FieldRead[] {
  return fieldReads(expression).flatMap((field) => {
    if (field.form !== "name") return identity.wrong.has(field.name) ? [field] : [];
    const source = sourceOf(context.bindings(field.at));
    if (source?.name === identity.canonical) return [];
    if (source && identity.wrong.has(source.name)) return [{ ...field, name: source.name, written: source.written }];
    return identity.wrong.has(field.name) ? [field] : [];
  });
}

/** The field that a local name is given: `key = call.tool_name`, `const { toolName: key } = call`. */
function sourceOf(bindings: readonly Binding[]): Pick<FieldRead, "name" | "written"> | null {
  const [only] = bindings;
  if (!only || bindings.length !== 1 || (only.kind !== "assignment" && only.kind !== "walrus")) return null;
  const { parent } = only.node;
  const key = parent?.type === "pair" && parent.parent?.type === "object_pattern" ? parent.child("key") : null;
  if (key?.type === "property_name") return { name: profileName(key.text, key.source), written: key.text };
  const field = only.value && fieldRead(only.value);
  return field && field.form !== "name" ? field : null;
}

/** True when the expression reads the canonical field, itself or through one local name. */
export function readsCanonical(expression: Node | null, identity: ToolIdentity): boolean {
  return fieldReads(expression).some((field) => field.name === identity.canonical);
}

/** The edits that make the reads use the canonical field; null when one of them can not: a bare name is replaced only by a name that exists. */
export function canonicalEdits(
  fields: readonly FieldRead[],
  identity: ToolIdentity,
  context: Pick<CodeContext, "scope">,
): Edit[] | null {
  const edits: Edit[] = [];
  for (const field of fields) {
    const { at, form, node } = field;
    if (!identity.wrong.has(profileName(at.text, at.source))) return null;
    const canonical = spelledLike(identity.canonical, at.text, at.source);
    if (form === "name" && !isLocal(canonical, context.scope(node))) return null;
    edits.push({ span: at, text: canonical });
  }
  return edits.length > 0 ? edits : null;
}

/** The unsafe fix that reads the canonical field instead; undefined when it would be a guess. */
export function canonicalFix(
  fields: readonly FieldRead[],
  identity: ToolIdentity,
  context: Pick<CodeContext, "scope">,
): Fix | undefined {
  const edits = canonicalEdits(fields, identity, context);
  const [first] = edits ?? [];
  return edits && first ? { title: `Use \`${first.text}\``, safety: "unsafe", edits } : undefined;
}

/** True when the name is bound in a function around the place, so that using it there needs nothing else. */
function isLocal(name: string, from: Scope): boolean {
  for (let scope: Scope | null = from; scope && scope.kind !== "module"; scope = scope.parent) {
    if (scope.kind !== "class" && scope.bindings.has(name)) return true;
  }
  return false;
}
