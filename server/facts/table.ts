import { step } from "../syntax/meter.ts";
import { forgetSpans } from "../syntax/moving.ts";
import { Node, type Source, type Unit } from "../syntax/tree.ts";
import type { Span } from "../syntax/text.ts";
import { copyPlaces, sameFacts } from "./same.ts";
import { aliases } from "./extract/aliases.ts";
import { classes } from "./extract/classes.ts";
import { comment } from "./extract/comments.ts";
import { dedupe } from "./extract/dedupe.ts";
import { dictReturns } from "./extract/dict-returns.ts";
import { functions } from "./extract/functions.ts";
import { identity } from "./extract/identity.ts";
import { constants } from "./extract/constants.ts";
import { routes } from "./extract/routes.ts";
import { auth } from "./extract/auth.ts";
import { env } from "./extract/env.ts";
import { mentions } from "./extract/mentions.ts";
import { packets } from "./extract/packets.ts";
import { statuses } from "./extract/statuses.ts";
import { imports } from "./extract/imports.ts";
import { loops } from "./extract/loops.ts";
import type { Dependencies, CodeModule } from "../code/names/module.ts";
import { names } from "./extract/names.ts";
import { packetCalls } from "./extract/packet-calls.ts";
import { skips } from "./extract/tests/skips.ts";
import { tests } from "./extract/tests/tests.ts";
import { typeAliases } from "./extract/type-aliases.ts";
import type { CommentFact, FactKinds, FileFacts } from "./kinds.ts";
import type { FactContext, FactExtractor } from "./context.ts";

/** The extractor of each kind: it emits no other. */
const EXTRACTORS: { readonly [Kind in keyof FactKinds]: FactExtractor } = {
  aliases,
  auth,
  classes,
  constants,
  dedupe,
  dictReturns,
  env,
  functions,
  identity,
  imports,
  loops,
  mentions,
  names,
  packetCalls,
  packets,
  routes,
  statuses,
  tests,
  typeAliases,
  skips,
};

export const KINDS = Object.keys(EXTRACTORS) as (keyof FactKinds)[];

/** What is called for each node type. */
export type Handlers = ReadonlyMap<string, readonly FactExtractor[string][]>;

/** Kinds that only rules and contracts of Python ask for. */
const OF_PYTHON: ReadonlySet<keyof FactKinds> = new Set(["dedupe", "packetCalls", "skips"] as const);

/** What the extractors of these kinds look at. */
export function handlersOf(kinds: readonly (keyof FactKinds)[], language: Source["language"]): Handlers {
  const handlers = new Map<string, FactExtractor[string][]>();
  for (const kind of kinds) {
    if (language !== "python" && OF_PYTHON.has(kind)) continue;
    for (const [type, handler] of Object.entries(EXTRACTORS[kind])) handlers.set(type, [...(handlers.get(type) ?? []), handler]);
  }
  return handlers;
}

const HANDLERS = handlersOf(KINDS, "python");

/** The facts of one statement, or of several, as they are collected. */
export type UnitFacts = { [Kind in keyof FactKinds]: FactKinds[Kind][] };

interface Kept {
  facts: UnitFacts;
  /** Beside the facts: a comment is nobody else's business, so a changed one makes no other file look again. */
  comments: CommentFact[];
  spans: Span[];
  /** Places in other statements (an assertion of a helper), which move with those. */
  foreign: { unit: Unit; span: Span }[];
  dependencies: Dependencies;
}

/** The facts of one Python file, kept per top-level statement: only statements that an edit touched are read again. */
export class FactTable {
  #kept = new Map<Unit, Kept>();
  #joined: FileFacts | null = null;
  /** Changes whenever a fact other than a position changed. */
  version = 0;
  /** Statements read since the table was made. */
  extracted = 0;

  get facts(): FileFacts {
    this.#joined ??= this.#join();
    return this.#joined;
  }

  update(module: CodeModule): void {
    const next = new Map<Unit, Kept>();
    const added: { unit: Unit; kept: Kept }[] = [];
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
    // A statement that is read again because a name changed its meaning is still there, and must not move its old places too.
    for (const [unit, kept] of this.#kept) {
      if (next.get(unit) === kept) continue;
      forgetSpans(unit, kept.spans);
      forgetForeign(kept);
    }
    if (added.length === 0 && removed.length === 0) return;
    if (removed.length === added.length && added.every(({ kept }, at) => sameFacts(kept.facts, removed[at]?.facts))) {
      // A statement read again that says the same keeps its old facts, with the new places written into them: whoever holds
      // a fact or a finding made from it sees the right place, and nothing that depends on facts runs again.
      added.forEach(({ unit, kept }, at) => {
        const { facts, spans, foreign: before } = removed[at] as Kept;
        copyPlaces(facts, kept.facts);
        forgetSpans(unit, kept.spans);
        forgetForeign(kept);
        for (const span of spans) unit.spans.push(span);
        const foreign = kept.foreign.flatMap(({ unit: other }, index) => {
          const span = before[index]?.span;
          return span ? [{ unit: other, span }] : [];
        });
        for (const { unit: other, span } of foreign) other.spans.push(span);
        next.set(unit, { ...kept, facts, spans, foreign });
      });
    } else if (![...added.map(({ kept }) => kept), ...removed].every(saysNothing)) this.version++;
    this.#kept = next;
    this.#joined = null;
  }

  #extract(module: CodeModule, unit: Unit): Kept {
    this.extracted++;
    const facts = noFacts();
    const notes: CommentFact[] = [];
    const spans: Span[] = [];
    const foreign: Kept["foreign"] = [];
    const moving = ({ start, end }: Span): Span => {
      const span = { start, end };
      unit.spans.push(span);
      return span;
    };
    const context: FactContext = {
      module,
      unit,
      span(node) {
        const other = node instanceof Node ? otherUnit(module, unit, node) : null;
        if (other) {
          const span = { start: node.start, end: node.end };
          other.spans.push(span);
          foreign.push({ unit: other, span });
          return span;
        }
        const span = moving(node);
        spans.push(span);
        return span;
      },
      emit(kind, fact) {
        (facts[kind] as (typeof fact)[]).push(fact);
      },
    };
    const { dependencies } = module.track(() => {
      extractUnit(HANDLERS, context, (node) => notes.push(comment(node, node.source, moving(node))));
    });
    return { facts, comments: notes, spans, foreign, dependencies };
  }

  #join(): FileFacts {
    const joined = noFacts();
    const comments: CommentFact[] = [];
    for (const { facts, comments: own } of this.#kept.values()) {
      comments.push(...own);
      for (const kind of KINDS) {
        const from: unknown[] = facts[kind];
        if (from.length > 0) (joined[kind] as unknown[]).push(...from);
      }
    }
    return { ...joined, comments };
  }
}

export function noFacts(): UnitFacts {
  return Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as UnitFacts;
}

/** Shows every node of a statement to the extractors that look at its type, and every comment to `take`. */
export function extractUnit(handlers: Handlers, context: FactContext, take: ((node: Node) => void) | null): void {
  const { node: root } = context.unit;
  for (const handler of handlers.get("@unit") ?? []) handler(root, context);
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    step();
    if (take && node.type === "comment") take(node);
    const interested = handlers.get(node.type);
    if (interested) for (const handler of interested) handler(node, context);
    for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as Node);
  }
}

/** The statement that a node stands in when it is not the one being read. */
function otherUnit(module: CodeModule, unit: Unit, node: Node): Unit | null {
  let root = node;
  while (root.parent) root = root.parent;
  return root === unit.node ? null : (module.units.find((other) => other.node === root) ?? null);
}

function forgetForeign({ foreign }: Kept): void {
  for (const { unit, span } of foreign) forgetSpans(unit, [span]);
}

function saysNothing(kept: Kept): boolean {
  return KINDS.every((kind) => kept.facts[kind].length === 0);
}
