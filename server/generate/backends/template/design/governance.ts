import { InventionRequired } from "../../../backend.ts";
import type { KnownContracts } from "./contracts.ts";
import type { Environment, Setting } from "./environment.ts";
import { policyModelsOf, type PolicyModels } from "./policy-models.ts";
import { askedOf } from "./questions.ts";
import type { Dedupe } from "./shape.ts";
import type { SpecValues } from "./spec.ts";

/** How policies are kept, read and compared. What they allow is theirs, and nothing of it stands in the code. */
export interface GovernanceDesign extends PolicyModels {
  /** Where the file's path and the time for which it counts come from; null: parameters of the store. */
  path: Setting | null;
  ttl: Setting | null;
  /** The greatest priority comes first; else the smallest number does. */
  descending: boolean;
}

const PATH = /(?:POLIC(?:Y|IES)|RULES?)(?:_\w+)?_(?:PATH|FILE|FILENAME|LOCATION)$|(?:^|_)(?:POLIC(?:Y|IES)|RULES)$/;
const FOLDER = /(?:POLIC(?:Y|IES)|RULES?)(?:_\w+)?_(?:DIR|DIRECTORY|FOLDER)$/;
const TTL = /(?:TTL|REFRESH|RELOAD|CACHE)(?:_\w+)?_SECONDS$/;
/** Ways in that do something else than asking for a decision. */
const OTHER = /(?:^|_)(?:reload|refresh|list|batch|register|update|delete|create|explain|health|audit|import|export)(?:_|$)/;

/** @param names the Python name of each way in */
export function governanceOf(
  contracts: KnownContracts,
  spec: SpecValues,
  environment: Environment,
  dedupe: Dedupe | null,
  names: readonly string[],
): GovernanceDesign {
  const { settings } = environment;
  askedOf<() => void, void>(
    [
      () => {
        if (spec.outbound.length > 0)
          throw new InventionRequired(
            `A governance module decides by its policies, and nothing tells what \`${spec.outbound[0]?.name ?? ""}\` is called for.`,
            "module.interfaces.outbound",
            "Is it another module's call, or what becomes of its answer in a decision?",
          );
      },
      () => {
        if (dedupe)
          throw new InventionRequired(
            "The same request is to be answered as before, but a decision follows the policies as they are now.",
            "module.idempotency.enabled",
            "Is each request decided anew?",
            { stub: "enabled: false" },
          );
      },
      () => {
        const folder = settings.find(({ variable }) => FOLDER.test(variable));
        if (folder)
          throw new InventionRequired(
            `\`${folder.variable}\` names a folder, and nothing tells which of its files are policies, or in which order they count.`,
            "module.environment",
            "Which file holds the policies?",
            { stub: `- name: ${folder.variable.replace(/_(?:DIR|DIRECTORY|FOLDER)$/, "_PATH")}` },
          );
      },
      () => {
        const path = pathOf(settings);
        if (path && !path.required && path.default === null)
          throw new InventionRequired(
            `\`${path.variable}\` may be left out, and nothing tells which file holds the policies then.`,
            "module.environment.optional",
            "Is the variable required, or what is its default?",
            { stub: `- { name: ${path.variable}, default: config/policies.json }` },
          );
      },
      ...names.map((name, at) => () => {
        if (OTHER.test(name))
          throw new InventionRequired(
            `Nothing tells what \`${name}\` does: a governance module is asked for decisions, and reads its policies again by itself.`,
            `module.interfaces.inbound.${at}`,
            "Is a decision asked for there too, or is it to go?",
          );
      }),
    ],
    (check) => check(),
  );
  const path = pathOf(settings);
  if (path) path.meaning = "The JSON file of the policies";
  const ttl = settings.find(({ variable, type }) => TTL.test(variable) && type === "int" && variable !== path?.variable) ?? null;
  if (ttl) {
    ttl.default ??= ttl.required ? null : DEFAULT_TTL;
    ttl.meaning = "How long policies that were read count, in seconds";
  }
  return {
    ...policyModelsOf(contracts),
    path,
    ttl,
    descending: /\b(?:high(?:er|est)|great(?:er|est)|larg(?:er|est))\b[^.\n]{0,30}\b(?:first|wins?|preced)/i.test(spec.prose),
  };
}

/** Policies that were read count this long where the spec does not say. */
export const DEFAULT_TTL = 60;

function pathOf(settings: readonly Setting[]): Setting | null {
  return settings.find(({ variable, type }) => type === "str" && PATH.test(variable)) ?? null;
}
