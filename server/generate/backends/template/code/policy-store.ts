import type { GovernanceDesign } from "../design/governance.ts";
import type { FileSource, LoaderSource } from "../design/policy-source.ts";
import type { Design } from "../design/shape.ts";
import { py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { raising } from "./errors.ts";

/** What reads the policies, and what keeps them in memory. */
export function storeBlocks(design: Design, governance: GovernanceDesign): Block[] {
  const { source } = governance;
  return [
    inOrderBlock(governance),
    ...(source.kind === "loader" ? [] : [readBlock(design, governance, source)]),
    storeBlock(design, governance),
  ];
}

function inOrderBlock({ policy, descending, source }: GovernanceDesign): Block {
  const order = `key=lambda policy: ${descending ? "-" : ""}policy.${policy.priority}`;
  const enabled = policy.enabled === null ? "policies" : `(policy for policy in policies if policy.${policy.enabled})`;
  const place =
    source.kind === "loader" ? "as they are given" : source.kind === "folder" ? "as the files stand" : "as they stand";
  return {
    defines: ["in_order"],
    code: py`
      def in_order(policies: List[${policy.model}]) -> List[${policy.model}]:
          """The ${policy.enabled === null ? "" : "enabled "}policies, the ${descending ? "greatest" : "smallest"} priority first, equal ones ${place}."""
          return sorted(${enabled}, ${order})
    `,
  };
}

function readBlock(design: Design, { policy }: GovernanceDesign, { kind, format }: FileSource): Block {
  const parsed = (file: string): string => (format === "yaml" ? `yaml.safe_load(${file})` : `json.load(${file})`);
  const suffixes = format === "yaml" ? '(".json", ".yaml", ".yml")' : '(".json",)';
  const reading =
    kind === "file"
      ? [`with open(path, "rb") as file:`, `    policies = [${policy.model}(**entry) for entry in ${parsed("file")}["policies"]]`]
      : [
          `policies: List[${policy.model}] = []`,
          `for found in sorted(one for one in Path(path).iterdir() if one.suffix in ${suffixes}):`,
          `    with open(found, "rb") as file:`,
          `        policies.extend(${policy.model}(**entry) for entry in ${parsed("file")}["policies"])`,
        ];
  return {
    defines: ["read_policies"],
    code: py`
      def read_policies(path: str) -> List[${policy.model}]:
          """The policies of ${kind === "file" ? "a file" : "every file of a folder"}; one that is invalid spoils all."""
          try:
              ${reading}
          except Exception as error:
              ${raising(design, design.policy.policies, "str(error)")} from error
          return in_order(policies)
    `,
  };
}

function storeBlock(design: Design, governance: GovernanceDesign): Block {
  const { policy, store, source } = governance;
  const isLoader = source.kind === "loader";
  const asksPath = !isLoader || source.argument !== "";
  const parameters = [
    ...(isLoader ? [`${source.injected}: ${source.class.name}`] : []),
    ...(asksPath ? ["path: str"] : []),
    "ttl_seconds: float = POLICY_TTL_SECONDS",
  ];
  const from = isLoader ? `what \`${source.class.name}\` gives` : `a ${source.kind}`;
  const changed = isLoader ? "it is asked again" : `the ${source.kind} is read again`;
  return {
    defines: [store],
    code: py`
      class ${store}:
          """The policies of ${from}, in memory. When their time is over they count no longer, and ${changed}."""

          def __init__(self, ${parameters.join(", ")}) -> None:
              ${isLoader && `self._${source.injected} = ${source.injected}`}
              ${asksPath && "self._path = path"}
              self._ttl_seconds = ttl_seconds
              self._loaded: Optional[Tuple[float, List[${policy.model}]]] = None
              self._lock = asyncio.Lock()

          async def by_priority(self) -> List[${policy.model}]:
              """The policies in their order; \`${design.names.error}\` where they can not be read. One request reads, the others wait."""
              async with self._lock:
                  if self._loaded is None or time.monotonic() - self._loaded[0] >= self._ttl_seconds:
                      policies = await ${isLoader ? "self._load()" : "asyncio.to_thread(read_policies, self._path)"}
                      self._loaded = (time.monotonic(), policies)
                  return self._loaded[1]
          ${isLoader && loadMethod(design, governance, source)}
    `,
  };
}

/** What the loader gives is looked at before it counts. */
function loadMethod(design: Design, { policy }: GovernanceDesign, source: LoaderSource): string[] {
  const { injected, method, argument, entries } = source;
  const bound = `self._${injected}.${method}`;
  const given = source.async
    ? `await ${bound}(${argument})`
    : `await asyncio.to_thread(${[bound, ...(argument === "" ? [] : [argument])].join(", ")})`;
  const checked = entries
    ? [`policies = [${policy.model}(**entry) for entry in ${given}]`]
    : [
        `policies = list(${given})`,
        `if not all(isinstance(policy, ${policy.model}) for policy in policies):`,
        `    raise TypeError(${pyString(`what is given is no ${policy.model}`)})`,
      ];
  return [
    "",
    `async def _load(self) -> List[${policy.model}]:`,
    "    try:",
    ...checked.map((line) => `        ${line}`),
    "    except Exception as error:",
    `        ${raising(design, design.policy.policies, "str(error)")} from error`,
    "    return in_order(policies)",
  ];
}
