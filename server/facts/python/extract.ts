import type { PyNode, PyUnit } from "../../syntax/python.ts";
import type { Span } from "../../syntax/text.ts";
import { comments } from "./comments.ts";
import { imports } from "./imports.ts";
import type { Dependencies, PythonModule } from "./module.ts";
import type { FactKinds, PythonFacts } from "./types.ts";

/** What an extractor sees of the file. */
export interface FactContext {
  readonly module: PythonModule;
  readonly unit: PyUnit;
  /** A span that moves with the statement; every place in a fact is made by this. */
  span(node: Span): Span;
  emit<Kind extends keyof FactKinds>(kind: Kind, fact: FactKinds[Kind]): void;
}

/** Called for every node of the types it names, parents before children. */
export type FactExtractor = { readonly [nodeType: string]: (node: PyNode, context: FactContext) => void };

const EXTRACTORS: readonly FactExtractor[] = [comments, imports];

const KINDS: readonly (keyof FactKinds)[] = ["comments", "imports"];

const HANDLERS = new Map<string, FactExtractor[string][]>();
for (const extractor of EXTRACTORS) {
  for (const [type, handler] of Object.entries(extractor)) HANDLERS.set(type, [...(HANDLERS.get(type) ?? []), handler]);
}

type UnitFacts = { [Kind in keyof FactKinds]: FactKinds[Kind][] };

interface Kept {
  facts: UnitFacts;
  spans: Span[];
  dependencies: Dependencies;
}

/** The facts of one Python file, kept per top-level statement: only statements that an edit touched are read again. */
export class FactTable {
  #kept = new Map<PyUnit, Kept>();
  #joined: PythonFacts | null = null;
  /** Changes whenever a fact other than a position changed. */
  version = 0;
  /** Statements read since the table was made. */
  extracted = 0;

  get facts(): PythonFacts {
    this.#joined ??= this.#join();
    return this.#joined;
  }

  update(module: PythonModule): void {
    const next = new Map<PyUnit, Kept>();
    const added: { unit: PyUnit; kept: Kept }[] = [];
    for (const unit of module.units) {
      const kept = this.#kept.get(unit);
      if (kept && module.holds(kept.dependencies)) next.set(unit, kept);
      else {
        const made = this.#extract(module, unit);
        next.set(unit, made);
        added.push({ unit, kept: made });
      }
    }
    const removed = [...this.#kept].filter(([unit, kept]) => next.get(unit) !== kept).map(([, kept]) => kept);
    // A statement read again that says the same keeps its old facts, with the new places written into them: whoever holds
    // a fact or a finding made from it sees the right place, and nothing that depends on facts runs again.
    const same = removed.length === added.length && added.every(({ kept }, at) => sameFacts(kept.facts, removed[at]?.facts));
    if (same) {
      added.forEach(({ unit, kept }, at) => {
        const old = removed[at] as Kept;
        copySpans(old.facts, kept.facts);
        for (const span of kept.spans) unit.spans.splice(unit.spans.indexOf(span), 1);
        unit.spans.push(...old.spans);
        next.set(unit, { ...old, dependencies: kept.dependencies });
      });
    } else this.version++;
    this.#kept = next;
    this.#joined = null;
  }

  #extract(module: PythonModule, unit: PyUnit): Kept {
    this.extracted++;
    const facts = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as UnitFacts;
    const spans: Span[] = [];
    const context: FactContext = {
      module,
      unit,
      span({ start, end }) {
        const span = { start, end };
        spans.push(span);
        unit.spans.push(span);
        return span;
      },
      emit(kind, fact) {
        (facts[kind] as (typeof fact)[]).push(fact);
      },
    };
    const { dependencies } = module.track(() => {
      const pending = [unit.node];
      for (let node = pending.pop(); node; node = pending.pop()) {
        for (const handler of HANDLERS.get(node.type) ?? []) handler(node, context);
        for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as PyNode);
      }
    });
    return { facts, spans, dependencies };
  }

  #join(): PythonFacts {
    const joined = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as UnitFacts;
    for (const { facts } of this.#kept.values()) {
      for (const kind of KINDS) {
        const from: unknown[] = facts[kind];
        if (from.length > 0) (joined[kind] as unknown[]).push(...from);
      }
    }
    return joined;
  }
}

function isSpan(value: object): value is Span {
  return "start" in value && "end" in value && typeof value.start === "number";
}

/** Equal in everything but places. */
function sameFacts(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b;
  if (isSpan(a)) return isSpan(b);
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameFacts(item, b[at]));
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameFacts(a[key as keyof typeof a], b[key as keyof typeof b]));
}

function copySpans(to: unknown, from: unknown): void {
  if (typeof to !== "object" || to === null || typeof from !== "object" || from === null) return;
  if (isSpan(to) && isSpan(from)) {
    to.start = from.start;
    to.end = from.end;
    return;
  }
  for (const key of Object.keys(to)) copySpans(to[key as keyof typeof to], from[key as keyof typeof from]);
}
