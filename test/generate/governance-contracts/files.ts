import { MODELS, type GovernanceContracts } from "./contracts.ts";

/** Policies in files. */
export const FILES: readonly GovernanceContracts[] = [
  {
    about: "no policies in the contracts, a YAML file that a variable's default names",
    pydantic: 1,
    files: {},
    environment:
      "{ optional: [{ name: DESK_POLICY_PATH, default: config/desk_policies.yaml }, { name: DESK_POLICY_TTL_SECONDS, default: 15 }] }",
    says: [/^import yaml$/m, /yaml\.safe_load\(file\)\["policies"\]/, /class ConditionOperator\(str, Enum\)/],
  },
  {
    about: "pydantic policies, a YAML file that the notes name",
    pydantic: 2,
    files: { "core/governance/models.py": MODELS },
    notes: "The policies stand in config/desk_policies.yml; of those that match the one with the highest priority wins.",
    says: [/from core\.governance\.models import .*Policy/, /yaml\.safe_load\(file\)\["policies"\]/, /-policy\.priority/],
  },
  {
    about: "pydantic policies, a folder of YAML files",
    pydantic: 1,
    files: { "core/governance/models.py": MODELS },
    environment: "{ required: [DESK_POLICY_DIR] }",
    notes: "Each team keeps a YAML file of its own.",
    says: [/if one\.suffix in \("\.json", "\.yaml", "\.yml"\)/, /sorted\(one for one in Path\(path\)\.iterdir\(\)/],
  },
];
