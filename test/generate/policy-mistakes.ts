import type { Change } from "./mutations.ts";

/** Mistakes that are made in governance modules. */
export const POLICY_MISTAKES: Readonly<Record<string, readonly Change[]>> = {
  "policies count in another order": [
    [/key=lambda policy: policy\.priority/g, "key=lambda policy: -policy.priority"],
    [/key=lambda policy: -policy\.priority/g, "key=lambda policy: policy.priority"],
    [/return sorted\((.*), key=lambda policy: -?policy\.priority\)/g, "return list($1)"],
    [/return sorted\(/g, "return sorted(reversed(policies), key=lambda policy: policy.priority) or sorted("],
    [/for policy in policies:$/gm, "for policy in reversed(policies):"],
  ],
  "what no policy allows is allowed": [
    [/Effect\.DENY\b/g, "Effect.ALLOW"],
    [/effect=policy\.effect/g, "effect=Effect.ALLOW"],
    [/effect=policy\.effect/g, "effect=Effect.DENY"],
    [/return self\.effect == Effect\.ALLOW/g, "return True"],
    [/return self\.effect == Effect\.ALLOW/g, "return self.policy_id is not None"],
  ],
  "a policy matches too much or too little": [
    [/if policy\.enabled/g, "if True"],
    [/\ball\(holds/g, "any(holds"],
    [/condition\.operator == (ConditionOperator\.\w+)/g, "condition.operator != $1"],
    [/return actual (==|!=|in|not in|>|<) condition\.value/g, "return not (actual $1 condition.value)"],
    [/return actual ([<>]) condition\.value/g, "return actual $1= condition.value"],
    [/if actual is None:/g, "if False:"],
    [/, ConditionOperator\.\w+\)$/gm, ",)"],
    [/\(ConditionOperator\.\w+, /g, "("],
    [/condition\.field\.split\("\."\)/g, "[condition.field]"],
    [/extra = "forbid"/g, 'extra = "ignore"'],
    // A setting may be called so too.
    [/enabled: bool = True/g, (_, text) => (/class \w*Policy\(/.test(text) ? "enabled: bool = False" : null)],
    [/if not all\((isinstance\(.*)\):$/gm, "if not any($1):"],
    [/\byaml\.safe_load\(/g, "yaml.unsafe_load("],
    [/if one\.suffix in \(.*\)\)/g, ")"],
    [/in sorted\((one for one in .*)\):$/gm, "in reversed(sorted($1)):"],
  ],
  "policies are kept too long or not at all": [
    [/if self\._loaded is None or .*:$/gm, "if self._loaded is None:"],
    [/if self\._loaded is None or .*:$/gm, "if True:"],
    [/self\._loaded = \(time\.monotonic\(\), policies\)/g, "self._loaded = (0.0, policies)"],
    [/async with self\._lock:/g, "if True:"],
    [/await asyncio\.to_thread\(read_policies, self\._path\)/g, "read_policies(self._path)"],
    [/await asyncio\.to_thread\((self\._\w+\.\w+)\)/g, "$1()"],
    [/^(POLICY_TTL_SECONDS = )\d+$/gm, "$17"],
  ],
};
