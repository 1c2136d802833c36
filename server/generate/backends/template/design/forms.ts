import { isQuickExpression } from "../../../../code/quick-pattern.ts";
import { takesNone, type DeclaredType, type Limits } from "../../../../code/types/declared.ts";
import type { KnownContracts } from "./contracts.ts";

/** What generated code has at hand for a field: its Python type, and of a constant every value that it takes. */
export type Held =
  | { readonly kind: "text"; readonly constants?: readonly string[] }
  | { readonly kind: "uuid"; readonly version: 4 | 5 | null }
  /** None where there is none. */
  | { readonly kind: "maybe uuid" | "maybe text" }
  /** A JSON object, and any JSON value. */
  | { readonly kind: "object" | "json" }
  /** Now, as a datetime with its zone. */
  | { readonly kind: "now" }
  /** A whole number of milliseconds, never negative. */
  | { readonly kind: "milliseconds" }
  | { readonly kind: "flag" };

/** How a value at hand becomes one of a field's type. */
export type Form =
  | { readonly kind: "same" | "text" | "uuid" | "json" | "date" | "seconds" | "iso" | "float" }
  | { readonly kind: "bytes"; readonly from: "text" | "uuid" }
  /** A member of an enum, by its value. */
  | { readonly kind: "member"; readonly of: string }
  | { readonly kind: "items"; readonly open: string; readonly close: string; readonly of: Form }
  /** None stays None, or becomes nothing in a list. */
  | { readonly kind: "maybe"; readonly of: Form };

const SAME: Form = { kind: "same" };

/** How what is at hand is given to a field of this type; null where nothing tells it. */
export function formOf(type: DeclaredType, held: Held, contracts: KnownContracts): Form | null {
  if (held.kind === "maybe uuid" || held.kind === "maybe text") return maybeForm(type, held.kind, contracts);
  switch (type.kind) {
    case "any":
      return SAME;
    case "scalar":
      return scalarForm(type.name, type.limits, held);
    case "literal":
      return held.kind === "text" && isAmong(held.constants, type.values) ? SAME : null;
    case "class": {
      const found = contracts.at(type.name);
      const values = found?.kind === "enum" ? found.members.map(({ value }) => value) : [];
      return found && held.kind === "text" && isAmong(held.constants, values) ? { kind: "member", of: found.name } : null;
    }
    case "union": {
      const forms = type.of.flatMap((part) => formOf(part, held, contracts) ?? []);
      return forms.find(({ kind }) => kind === "same") ?? forms[0] ?? null;
    }
    case "dict":
      return (held.kind === "object" || held.kind === "json") && takesKeys(type.key) && type.value.kind === "any" ? SAME : null;
    case "list":
    case "set":
    case "frozenset":
    case "sequence":
    case "tuple":
      return itemsForm(type, held, contracts);
    default:
      return null;
  }
}

function takesKeys(key: DeclaredType): boolean {
  return key.kind === "any" || (key.kind === "scalar" && key.name === "str" && Object.keys(key.limits).length === 0);
}

function isAmong(constants: readonly string[] | undefined, values: readonly unknown[]): boolean {
  return constants !== undefined && constants.length > 0 && constants.every((constant) => values.includes(constant));
}

const BRACKETS = {
  list: ["[", "]"],
  sequence: ["[", "]"],
  set: ["{", "}"],
  frozenset: ["frozenset({", "})"],
  tuple: ["(", ",)"],
} as const;

function itemsForm(type: Extract<DeclaredType, { items: unknown }>, held: Held, contracts: KnownContracts): Form | null {
  const [item, second] = type.items;
  // What is at hand is one thing: a place for two asks for another.
  if (!item || second || held.kind === "object" || held.kind === "json") return null;
  if ((type.limits.minLength ?? 0) > 1 || type.limits.maxLength === 0) return null;
  const of = formOf(item, held, contracts);
  const [open, close] = BRACKETS[type.kind];
  return of && { kind: "items", open, close, of };
}

function maybeForm(type: DeclaredType, kind: "maybe uuid" | "maybe text", contracts: KnownContracts): Form | null {
  const held: Held = kind === "maybe uuid" ? { kind: "uuid", version: null } : { kind: "text" };
  const form = formOf(type, held, contracts);
  if (!form) return null;
  if (form.kind === "items") return minLength(type) > 0 ? null : { kind: "maybe", of: form };
  if (!takesNone(type)) return null;
  return form.kind === "same" ? SAME : { kind: "maybe", of: form };
}

function minLength(type: DeclaredType): number {
  return "limits" in type ? (type.limits.minLength ?? 0) : 0;
}

function scalarForm(name: Extract<DeclaredType, { kind: "scalar" }>["name"], limits: Limits, held: Held): Form | null {
  switch (held.kind) {
    case "text":
      if (name === "str") return fitsText(limits, held.constants) ? SAME : null;
      if (name === "bytes") return bounded(limits) ? null : { kind: "bytes", from: "text" };
      // An id of the module is a text of the spec: which UUID it has elsewhere, nobody said.
      return name === "UUID" && held.constants === undefined && (limits.version ?? 5) === 5 ? { kind: "uuid" } : null;
    case "uuid":
      if (name === "UUID") return limits.version === undefined || limits.version === held.version ? SAME : null;
      if (name === "str") return fitsText(limits, ["00000000-0000-0000-0000-000000000000"]) ? { kind: "text" } : null;
      return name === "bytes" && !bounded(limits) ? { kind: "bytes", from: "uuid" } : null;
    case "json":
      return name === "str" && !bounded(limits) ? { kind: "json" } : null;
    case "now":
      if (name === "datetime") return SAME;
      if (name === "date") return { kind: "date" };
      if (name === "float") return { kind: "seconds" };
      return name === "str" && !bounded(limits) ? { kind: "iso" } : null;
    case "milliseconds":
      if (name === "int")
        return (limits.ge ?? 0) <= 0 && (limits.gt ?? -1) < 0 && limits.le === undefined && limits.lt === undefined ? SAME : null;
      return name === "float" ? { kind: "float" } : null;
    case "flag":
      return name === "bool" ? SAME : null;
    default:
      return null;
  }
}

function bounded({ minLength: least, maxLength, pattern }: Limits): boolean {
  return (least ?? 0) > 1 || maxLength !== undefined || pattern !== undefined;
}

/** What comes in at run time may be of any length, but it is never empty. */
function fitsText(limits: Limits, constants: readonly string[] | undefined): boolean {
  if (constants === undefined) return !bounded(limits);
  return constants.every((text) => {
    const length = [...text].length;
    if (length < (limits.minLength ?? 0) || length > (limits.maxLength ?? Infinity)) return false;
    return limits.pattern === undefined || matches(limits.pattern, text);
  });
}

/** True only where the expression means the same in Python and here. */
function matches(pattern: string | null, text: string): boolean {
  if (pattern === null || !isQuickExpression(pattern) || /\(\?[^:]|\\[AZzbBpP]/.test(pattern)) return false;
  try {
    return new RegExp(`^(?:${pattern})`, "u").test(text);
  } catch {
    // No expression that is understood.
    return false;
  }
}

/** The value as an expression. @param expression what is at hand @param uuid how a text becomes a UUID */
export function written(form: Form, expression: string, uuid = (text: string): string => `uuid_of(${text})`): string {
  switch (form.kind) {
    case "same":
      return expression;
    case "text":
      return `str(${expression})`;
    case "uuid":
      return uuid(expression);
    case "json":
      return `json.dumps(${expression})`;
    case "date":
      return `${expression}.date()`;
    case "seconds":
      return `${expression}.timestamp()`;
    case "iso":
      return `${expression}.isoformat()`;
    case "float":
      return `float(${expression})`;
    case "bytes":
      return form.from === "uuid" ? `str(${expression}).encode()` : `${expression}.encode()`;
    case "member":
      return `${form.of}(${expression})`;
    case "items":
      return `${form.open}${written(form.of, expression, uuid)}${form.close}`;
    case "maybe":
      return `${written(form.of, expression, uuid)} if ${expression} else ${nothing(form.of)}`;
  }
}

/** What a field holds where there is nothing to give: None, or no items. */
export function nothing(form: Form): string {
  if (form.kind === "maybe") return nothing(form.of);
  if (form.kind !== "items") return "None";
  return { "[": "[]", "{": "set()", "(": "()" }[form.open] ?? "frozenset()";
}

/** The UUID that a field holds, from the field's value. */
export function uuidIn(form: Form | null, expression: string): string {
  switch (form?.kind) {
    case "text":
      return `UUID(${expression})`;
    case "bytes":
      return `UUID(${expression}.decode())`;
    case "items":
      return uuidIn(form.of, form.open === "[" || form.open === "(" ? `${expression}[0]` : `next(iter(${expression}))`);
    case "maybe":
      return uuidIn(form.of, expression);
    default:
      return expression;
  }
}

/** A text somewhere inside becomes a UUID. */
export function makesUuid(form: Form | null): boolean {
  return form !== null && (form.kind === "uuid" || ((form.kind === "items" || form.kind === "maybe") && makesUuid(form.of)));
}
