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
    ...(governance.policy.kind === "dataclass" ? [checkedBlock(governance)] : []),
    ...(source.kind !== "loader" || source.entries ? madeBlocks(governance) : []),
    inOrderBlock(governance),
    ...(source.kind === "loader" ? [] : [readBlock(design, governance, source)]),
    storeBlock(design, governance),
  ];
}

/** A policy that was written, as Python. */
export function made({ policy }: GovernanceDesign, entry: string): string {
  return policy.kind === "dataclass" ? `policy_of(${entry})` : `${policy.model}(**${entry})`;
}

/** What makes dataclasses of what was written; a pydantic model does so itself. */
export function madeBlocks({ policy, condition, effect, operator }: GovernanceDesign): Block[] {
  if (policy.kind !== "dataclass") return [];
  const member = (name: string, model: string): string[] => [
    `if ${pyString(name)} in values:`,
    `    values[${pyString(name)}] = ${model}(values[${pyString(name)}])`,
  ];
  return [
    {
      defines: ["condition_of"],
      code: py`
        def condition_of(entry: Dict[str, Any]) -> ${condition.model}:
            """A condition of what was written."""
            values = dict(entry)
            ${operator.text ? [] : member(condition.operator, operator.model)}
            return ${condition.model}(**values)
      `,
    },
    {
      defines: ["policy_of"],
      code: py`
        def policy_of(entry: Dict[str, Any]) -> ${policy.model}:
            """A policy of what was written."""
            values = dict(entry)
            ${effect.text ? [] : member(policy.effect, effect.model)}
            if ${pyString(policy.conditions)} in values:
                values[${pyString(policy.conditions)}] = [condition_of(one) for one in values[${pyString(policy.conditions)}]]
            return ${policy.model}(**values)
      `,
    },
  ];
}

/** A dataclass takes every value: what a policy may not hold is looked for. */
function checkedBlock({ policy, condition, effect, operator }: GovernanceDesign): Block {
  const isMember = (
    value: string,
    { text, model, members }: GovernanceDesign["effect"] | GovernanceDesign["operator"],
  ): string =>
    text ? `${value} in (${members.map((one) => pyString(one.value)).join(", ")})` : `isinstance(${value}, ${model})`;
  const checks = [
    `isinstance(policy.${policy.id}, str)`,
    isMember(`policy.${policy.effect}`, effect),
    `type(policy.${policy.priority}) is int`,
    ...(policy.enabled === null ? [] : [`type(policy.${policy.enabled}) is bool`]),
    `all(isinstance(one, ${condition.model}) and isinstance(one.${condition.field}, str) for one in policy.${policy.conditions})`,
    `all(${isMember(`one.${condition.operator}`, operator)} for one in policy.${policy.conditions})`,
  ];
  return {
    defines: ["is_whole"],
    code: py`
      def is_whole(policy: ${policy.model}) -> bool:
          """Whether each field holds what it may hold: a dataclass takes everything."""
          return (
              ${checks.map((check, at) => (at === 0 ? check : `and ${check}`))}
          )
    `,
  };
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
          ${policy.kind === "dataclass" && [`if not all(is_whole(policy) for policy in policies):`, `    raise ValueError("a policy holds what it may not hold")`]}
          return sorted(${enabled}, ${order})
    `,
  };
}

function readBlock(design: Design, governance: GovernanceDesign, { kind, format }: FileSource): Block {
  const { policy } = governance;
  const one = made(governance, "entry");
  const parsed = (file: string): string => (format === "yaml" ? `yaml.safe_load(${file})` : `json.load(${file})`);
  const suffixes = format === "yaml" ? '(".json", ".yaml", ".yml")' : '(".json",)';
  const reading =
    kind === "file"
      ? [`with open(path, "rb") as file:`, `    policies = [${one} for entry in ${parsed("file")}["policies"]]`]
      : [
          `policies: List[${policy.model}] = []`,
          `for found in sorted(one for one in Path(path).iterdir() if one.suffix in ${suffixes}):`,
          `    with open(found, "rb") as file:`,
          `        policies.extend(${one} for entry in ${parsed("file")}["policies"])`,
        ];
  return {
    defines: ["read_policies"],
    code: py`
      def read_policies(path: str) -> List[${policy.model}]:
          """The policies of ${kind === "file" ? "a file" : "every file of a folder"}; one that is invalid spoils all."""
          try:
              ${reading}
              return in_order(policies)
          except Exception as error:
              ${raising(design, design.policy.policies, "str(error)")} from error
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
function loadMethod(design: Design, governance: GovernanceDesign, source: LoaderSource): string[] {
  const { policy } = governance;
  const { injected, method, argument, entries } = source;
  const bound = `self._${injected}.${method}`;
  const given = source.async
    ? `await ${bound}(${argument})`
    : `await asyncio.to_thread(${[bound, ...(argument === "" ? [] : [argument])].join(", ")})`;
  const checked = entries
    ? [`policies = [${made(governance, "entry")} for entry in ${given}]`]
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
    "        return in_order(policies)",
    "    except Exception as error:",
    `        ${raising(design, design.policy.policies, "str(error)")} from error`,
  ];
}
