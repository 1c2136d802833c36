import type { ContractClass } from "../../server/facts/contracts.ts";
import { callArguments, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { isContractModel } from "./members.ts";
import { classNamed } from "./named-classes.ts";

interface Taken {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly required: boolean;
  readonly keywordOnly: boolean;
}

/** A call that builds a contract model, and what its constructor takes. */
export interface Construction {
  readonly model: ContractClass;
  readonly taken: readonly Taken[];
  /** Keywords as the call gives them, with their name nodes. */
  readonly keywords: readonly { readonly name: string; readonly at: Node }[];
  /** How many values the call gives by position. */
  readonly positional: number;
  /** `*args` or `**values` may give more. */
  readonly spread: boolean;
  /** Only by keyword: a value given by position is given to nothing. */
  readonly byKeyword: boolean;
}

/** The contract model that a call builds, when everything about its constructor is known; null for any other call. */
export function constructionOf(call: Node, context: CodeContext): Construction | null {
  const model = classNamed(call.child("function"), context);
  if (!model?.complete) return null;
  const taken = takenBy(model, context);
  if (!taken) return null;
  const { positional, keywords, splat, dictionarySplat } = callArguments(call);
  // A TypedDict may be made from another dict.
  if (model.kind === "typeddict" && positional.length > 0) return null;
  return {
    model,
    taken,
    keywords: keywords.flatMap(({ name, node }) => {
      const at = node.child("name");
      return at ? [{ name, at }] : [];
    }),
    positional: positional.length,
    spread: splat || dictionarySplat,
    byKeyword: model.kind === "pydantic" || model.kind === "typeddict",
  };
}

function takenBy(model: ContractClass, context: CodeContext): readonly Taken[] | null {
  if (model.kind === "class") {
    const init = isContractModel(model, context) ? model.methods.find(({ name }) => name === "__init__") : undefined;
    if (!init || model.methods.some(({ name }) => name === "__new__")) return null;
    if (init.parameters.some(({ kind }) => kind === "rest" || kind === "keywords")) return null;
    return init.parameters.map(({ name, required, kind }) => ({ name, aliases: [], required, keywordOnly: kind === "keyword" }));
  }
  const isBuilt =
    isContractModel(model, context) || ((model.kind === "typeddict" || model.kind === "namedtuple") && model.fields.length > 0);
  return isBuilt && !model.ownConstructor ? model.fields : null;
}

/** True when the constructor takes a keyword of this name. */
export function takes({ model, taken }: Construction, keyword: string): boolean {
  return (
    model.extraAllowed || model.validatesWhole || taken.some(({ name, aliases }) => name === keyword || aliases.includes(keyword))
  );
}

/** Fields that the call gives a value, by their name, an alias or their place. */
export function givenNames({ taken, keywords, positional, byKeyword }: Construction): Set<string> {
  const written = new Set(keywords.map(({ name }) => name));
  const isWritten = ({ name, aliases }: Taken): boolean => written.has(name) || aliases.some((alias) => written.has(alias));
  return new Set(taken.filter((one, at) => (!byKeyword && at < positional) || isWritten(one)).map(({ name }) => name));
}

/** Names that the constructor requires and the call does not give. */
export function notGiven({ model, taken, keywords, positional, spread, byKeyword }: Construction): string[] {
  if (spread || model.validatesWhole) return [];
  const given = new Set(keywords.map(({ name }) => name));
  // pydantic passes over the name of a field that has an alias, unless the model says otherwise.
  const byAlias = ({ aliases }: Taken): boolean => model.kind === "pydantic" && model.byName !== true && aliases.length > 0;
  const byPlace = new Set(byKeyword ? [] : taken.filter(({ keywordOnly }) => !keywordOnly).slice(0, positional));
  return taken
    .filter(
      (field) =>
        field.required &&
        !byPlace.has(field) &&
        (byAlias(field) || !given.has(field.name)) &&
        !field.aliases.some((alias) => given.has(alias)),
    )
    .map((field) => (byAlias(field) ? (field.aliases[0] as string) : field.name));
}
