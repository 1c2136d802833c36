import { MODELS, type GovernanceContracts } from "./contracts.ts";

const loader = (body: string, imports = ""): string => `"""Where policies come from."""

from typing import Any, Dict, List
${imports}
from core.governance.models import Policy


${body}`;

/** Policies through a service of the contracts. */
export const LOADERS: readonly GovernanceContracts[] = [
  {
    about: "a loader that is a coroutine",
    pydantic: 2,
    files: {
      "core/governance/models.py": MODELS,
      "core/governance/loader.py": loader(`class PolicyLoader:
    """The policies of the database."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def load_policies(self) -> List[Policy]:
        return []

    async def save(self, policy: Policy) -> None:
        self._saved: Dict[str, Any] = {"policy": policy}
`),
    },
    says: [/policies = list\(await self\._policy_loader\.load_policies\(\)\)/, /policy_loader: PolicyLoader/],
  },
  {
    about: "a loader of the same name as the module's store, which blocks and is given a path",
    pydantic: 1,
    files: {
      "core/governance/models.py": MODELS,
      "core/governance/store.py": loader(
        `class PolicyStore:
    """The policies of a file."""

    def load(self, path: Path) -> List[Policy]:
        return []

    def count(self) -> int:
        return 0
`,
        "from pathlib import Path\n",
      ),
    },
    environment: "{ required: [DESK_POLICY_PATH] }",
    says: [/await asyncio\.to_thread\(self\._policy_store\.load, Path\(self\._path\)\)/, /class PolicyCache:/],
  },
  {
    about: "a loader that gives policies as they are written, and is named in the configuration",
    pydantic: 1,
    parts: { policy_loader: "RuleBook" },
    files: {
      "core/governance/rule_book.py": `"""Where policies come from."""

from typing import Any, Dict, List


class RuleBook:
    """The rules of the house."""

    async def get_rules(self) -> List[Dict[str, Any]]:
        return []
`,
    },
    says: [/\[Policy\(\*\*entry\) for entry in await self\._rule_book\.get_rules\(\)\]/, /class Policy\(BaseModel\)/],
  },
];
