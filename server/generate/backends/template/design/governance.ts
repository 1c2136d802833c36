import { InventionRequired } from "../../../backend.ts";
import type { KnownContracts } from "./contracts.ts";
import type { Environment, Setting } from "./environment.ts";
import { policyModelsOf, type PolicyModels } from "./policy-models.ts";
import { policySourceOf, type PolicySource } from "./policy-source.ts";
import { askedOf } from "./questions.ts";
import type { Dedupe } from "./shape.ts";
import type { SpecValues } from "./spec.ts";

/** How policies are kept, read and compared. What they allow is theirs, and nothing of it stands in the code. */
export interface GovernanceDesign extends PolicyModels {
  source: PolicySource;
  /** The class that keeps them in memory. */
  store: string;
  /** Where the path of the policies and the time for which they count come from; null: parameters of the store. */
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
  const file = pathOf(settings);
  const folder = file ? null : folderOf(settings);
  const path = file ?? folder;
  const [read] = askedOf<() => ReturnType<typeof readFrom> | null, ReturnType<typeof readFrom> | null>(
    [
      () => readFrom(contracts, file, folder, spec.prose),
      () => {
        if (spec.outbound.length > 0)
          throw new InventionRequired(
            `A governance module decides by its policies, and nothing tells what \`${spec.outbound[0]?.name ?? ""}\` is called for.`,
            "module.interfaces.outbound",
            "Is it another module's call, or what becomes of its answer in a decision?",
          );
        return null;
      },
      () => {
        if (dedupe)
          throw new InventionRequired(
            "The same request is to be answered as before, but a decision follows the policies as they are now.",
            "module.idempotency.enabled",
            "Is each request decided anew?",
            { stub: "enabled: false" },
          );
        return null;
      },
      () => {
        if (path && !path.required && path.default === null)
          throw new InventionRequired(
            `\`${path.variable}\` may be left out, and nothing tells where the policies are then.`,
            "module.environment.optional",
            "Is the variable required, or what is its default?",
            { stub: `- { name: ${path.variable}, default: config/policies.json }` },
          );
        return null;
      },
      ...names.map((name, at) => () => {
        if (OTHER.test(name))
          throw new InventionRequired(
            `Nothing tells what \`${name}\` does: a governance module is asked for decisions, and reads its policies again by itself.`,
            `module.interfaces.inbound.${at}`,
            "Is a decision asked for there too, or is it to go?",
          );
        return null;
      }),
    ],
    (check) => check(),
  );
  if (!read) throw new Error("no policies");
  const { models, source } = read;
  if (path)
    path.meaning =
      source.kind === "loader"
        ? `Where \`${source.class.name}\` finds the policies`
        : `The ${source.kind === "folder" ? "folder" : `${source.format.toUpperCase()} file`} of the policies`;
  const ttl = settings.find(({ variable, type }) => TTL.test(variable) && type === "int" && variable !== path?.variable) ?? null;
  if (ttl) {
    ttl.default ??= ttl.required ? null : DEFAULT_TTL;
    ttl.meaning = "How long policies that were read count, in seconds";
  }
  return {
    ...models,
    source,
    store: contracts.supporting("loader").some(({ name }) => name === "PolicyStore") ? "PolicyCache" : "PolicyStore",
    path,
    ttl,
    descending: /\b(?:high(?:er|est)|great(?:er|est)|larg(?:er|est))\b[^.\n]{0,30}\b(?:first|wins?|preced)/i.test(spec.prose),
  };
}

function readFrom(
  contracts: KnownContracts,
  file: Setting | null,
  folder: Setting | null,
  prose: string,
): { models: PolicyModels; source: PolicySource } {
  const models = policyModelsOf(contracts);
  return { models, source: policySourceOf(contracts, models, file, folder, prose) };
}

/** Policies that were read count this long where the spec does not say. */
export const DEFAULT_TTL = 60;

function pathOf(settings: readonly Setting[]): Setting | null {
  return settings.find(({ variable, type }) => type === "str" && PATH.test(variable)) ?? null;
}

function folderOf(settings: readonly Setting[]): Setting | null {
  return settings.find(({ variable, type }) => type === "str" && FOLDER.test(variable)) ?? null;
}
