import type { ContractClass, ContractMethod, ContractParameter } from "../../../../facts/contracts.ts";
import type { DeclaredType } from "../../../../code/types/declared.ts";
import { InventionRequired } from "../../../backend.ts";
import { typeWords, type KnownContracts } from "./contracts.ts";
import type { Setting } from "./environment.ts";
import { pythonName } from "./names.ts";
import type { PolicyModels } from "./policy-models.ts";

/** Where policies come from. */
export type PolicySource = FileSource | LoaderSource;

export interface FileSource {
  /** One file, or every file of a folder in the order of their names. */
  kind: "file" | "folder";
  format: "json" | "yaml";
  /** The path that the spec's words name. */
  named: string | null;
}

/** A service of the contracts that gives the policies. */
export interface LoaderSource {
  kind: "loader";
  class: ContractClass;
  /** The name under which it is injected. */
  injected: string;
  method: string;
  async: boolean;
  /** What it is given of the path, as Python; empty where it knows that itself. */
  argument: string;
  /** It gives the policies as they are written, not as their class. */
  entries: boolean;
}

/** @param prose what the spec says in words */
export function policySourceOf(
  contracts: KnownContracts,
  models: PolicyModels,
  path: Setting | null,
  folder: Setting | null,
  prose: string,
): PolicySource {
  const loader = loaderOf(contracts, models, path ?? folder);
  if (loader) return loader;
  const named = /(?<![\w./-])(?:[\w-]+\/)*[\w-]*(?:polic(?:y|ies)|rules?)[\w-]*(?:\/[\w*-]+)*\.(?:ya?ml|json)\b/i.exec(
    prose,
  )?.[0];
  const told = String(path?.default ?? named ?? "");
  const format = /\.ya?ml$/i.test(told) || (!/\.json$/i.test(told) && /\bya?ml\b/i.test(prose)) ? "yaml" : "json";
  return { kind: folder && !path ? "folder" : "file", format, named: named?.includes("*") ? null : (named ?? null) };
}

/** Names of methods that give policies, the likeliest first. */
const GIVES = [/^load/, /^(?:get|list|all|fetch|read|find)(?:_all|_active|_enabled)?(?:_polic(?:y|ies)|_rules)?$/, /polic|rules/];
const PATH_NAME = /path|file|dir(?:ectory)?|folder|source|location/;

function loaderOf(contracts: KnownContracts, models: PolicyModels, path: Setting | null): LoaderSource | null {
  const loaders = contracts.supporting("loader");
  const giving = loaders.filter((one) => methodsOf(one, models).length > 0);
  const [loader, second] = giving;
  if (loader && second)
    throw ask(
      `\`${loader.name}\` and \`${second.name}\` both give policies.`,
      "Which of them gives this module's? Name it in the configuration (`contracts: { policy_loader: … }`).",
    );
  if (!loader) {
    const [odd] = loaders;
    const method = odd?.methods.find(({ name }) => GIVES[0]?.test(name));
    if (odd && method)
      throw ask(
        `\`${odd.name}.${method.name}\` gives ${method.returns === null ? "nothing that its declaration says" : `\`${method.returns}\``}, and nothing tells which policies that are.`,
        `Does it give a list of \`${models.policy.model}\`? Write that as what it returns, or name another class in the configuration (\`contracts: { policy_loader: … }\`).`,
      );
    return null;
  }
  const methods = methodsOf(loader, models);
  const rank = (method: ContractMethod): number => GIVES.findIndex((pattern) => pattern.test(method.name));
  const best = methods.filter((method) => rank(method) === Math.min(...methods.map(rank)));
  const [method, other] = best;
  if (!method || other)
    throw ask(
      `\`${loader.name}.${best[0]?.name ?? ""}\` and \`${loader.name}.${other?.name ?? ""}\` both give policies.`,
      "Which of them gives those that count now? Call the other one by a name that begins with a line, or show only the one in the Space.",
    );
  return {
    kind: "loader",
    class: loader,
    injected: pythonName(loader.name),
    method: method.name,
    async: method.async,
    argument: argumentOf(method, loader, path),
    entries: method.returnsItem === null && isEntries(method),
  };
}

/** The methods that give a list of policies. */
function methodsOf({ methods }: ContractClass, { policy }: PolicyModels): ContractMethod[] {
  return methods.filter(
    (method) =>
      !method.name.startsWith("_") &&
      GIVES.some((pattern) => pattern.test(method.name)) &&
      (policy.own ? isEntries(method) : givesMany(method.returns, policy.model)),
  );
}

const MANY = /^(?:typing\.)?(?:[Ll]ist|[Ss]equence|Iterable|Collection|[Tt]uple)\[/;

function givesMany(returns: string | null, model: string): boolean {
  const given = returns?.replace(/["'\s]/g, "") ?? "";
  return MANY.test(given) && new RegExp(`\\[(?:\\w+\\.)*${model}(?:,\\.\\.\\.)?\\]$`).test(given);
}

/** A list of dicts: policies as they are written. */
function isEntries({ returns }: ContractMethod): boolean {
  const given = returns?.replace(/["'\s]/g, "") ?? "";
  return MANY.test(given) && /\[(?:typing\.)?(?:[Dd]ict|Mapping)(?:\[str,(?:typing\.)?(?:Any|object)\])?\]$/.test(given);
}

/** What the method is given: the path, where it asks for one and the spec names a variable for it. */
function argumentOf({ name, parameters }: ContractMethod, loader: ContractClass, path: Setting | null): string {
  const needed = parameters.filter((one) => one.required && one.kind !== "rest" && one.kind !== "keywords");
  const [only, more] = needed;
  if (!only) return "";
  const as = more ? null : pathArgument(only);
  if (as === null)
    throw ask(
      `\`${loader.name}.${name}\` requires \`${(more ?? only).name}\`, ${typeWords(more ?? only)}, and nothing tells what this module gives it.`,
      "What is it of a policy? A default says it.",
    );
  if (path === null)
    throw new InventionRequired(
      `\`${loader.name}.${name}\` requires \`${only.name}\`, and no environment variable of the spec says where the policies are.`,
      "module.environment.required",
      "Which variable holds the path of the policies?",
      { stub: "- name: POLICY_PATH" },
    );
  return only.kind === "keyword" ? `${only.name}=${as}` : as;
}

function pathArgument({ name, type }: ContractParameter): string | null {
  if (!PATH_NAME.test(name)) return null;
  const holds = (wanted: "Path" | "str", of: DeclaredType): boolean =>
    of.kind === "union" ? of.of.some((one) => holds(wanted, one)) : of.kind === "scalar" && of.name === wanted;
  if (type.kind === "any" || holds("str", type)) return "self._path";
  return holds("Path", type) ? "Path(self._path)" : null;
}

function ask(issue: string, question: string): InventionRequired {
  return new InventionRequired(issue, "module.kind", question);
}
