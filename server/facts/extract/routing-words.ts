import { callArguments } from "../../code/read.ts";
import type { Node } from "../../syntax/tree.ts";
import { dictEntries } from "../../code/fields.ts";
import { frameworksOf } from "../frameworks/words.ts";
import type { Framework, Given, RoutingWords } from "../frameworks/framework.ts";

/** What the routers of a language's frameworks are made by and called, put together. */
function allWords(language: Node["source"]["language"]) {
  const rows = frameworksOf(language).flatMap(({ name, routing, auth }) => (routing ? [{ name, routing, auth }] : []));
  const merged = <Value>(
    pick: (words: RoutingWords) => Readonly<Record<string, Value>> | undefined,
  ): ReadonlyMap<string, Value> => new Map(rows.flatMap(({ routing }) => Object.entries(pick(routing) ?? {})));
  const verbs = merged(({ verbs }) => verbs);
  const declares = merged(({ declares }) => declares);
  const includes = merged(({ includes }) => includes);
  const mounts = merged(({ mounts }) => mounts);
  const before = new Set(rows.flatMap(({ auth }) => auth?.before ?? []));
  const beforeAll = new Set(rows.flatMap(({ auth }) => auth?.beforeAll ?? []));
  const prefixMethods = rows.flatMap(({ routing }) => routing.prefixMethod ?? []);
  const paths = new Set(rows.flatMap(({ routing }) => routing.path ?? []));
  const others = rows.flatMap(({ routing }) => routing.chain ?? []);
  return {
    rows,
    verbs,
    declares,
    includes,
    mounts,
    before,
    beforeAll,
    guards: new Set(rows.flatMap(({ auth }) => auth?.guards ?? [])),
    provided: new Set(rows.flatMap(({ auth }) => auth?.provided ?? [])),
    prefixMethods: new Set(prefixMethods),
    paths,
    decorators: new Set(rows.flatMap(({ routing }) => routing.decorators ?? [])),
    /** Methods which give the router that they are called on. */
    chain: new Set([
      ...verbs.keys(),
      ...declares.keys(),
      ...includes.keys(),
      ...mounts.keys(),
      ...before,
      ...prefixMethods,
      ...paths,
      ...others,
    ]),
    isCalled: (name: string): boolean => rows.some(({ routing }) => routing.called?.test(name)),
  };
}

type Words = ReturnType<typeof allWords>;

const WORDS: Readonly<Record<Node["source"]["language"], Words>> = {
  python: allWords("python"),
  typescript: allWords("typescript"),
};

/** What routing looks like in the language of a node. */
export function routingWords({ source }: Node): Words {
  return WORDS[source.language];
}

/** What a call is given at a place, from the end where that is negative, or by one of some names; null without. */
export function givenTo(call: Node, { at, named = [] }: Given): Node | null {
  const { positional, keywords } = callArguments(call);
  const keyword = keywords.find(({ name }) => named.includes(name));
  if (keyword) return keyword.value;
  for (const name of call.source.language === "typescript" ? named : [])
    for (const argument of positional) {
      const entry = dictEntries(argument)?.find(({ key }) => key === name);
      if (entry) return entry.value;
    }
  return at === undefined ? null : (positional.at(at) ?? null);
}

/** The row of a framework whose router has a property. */
export function rowOf(words: Words, fits: (routing: RoutingWords) => boolean | undefined): Framework["name"] | null {
  return words.rows.find(({ routing }) => fits(routing))?.name ?? null;
}
