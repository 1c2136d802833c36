import { holdsOfNothing, type ComparisonKind } from "../design/comparisons.ts";
import type { GovernanceDesign } from "../design/governance.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { asking } from "./governance-cases.ts";
import { anotherCondition, auditedAs, conditionOf, policyCall } from "./governance-support.ts";
import { keptIn } from "./policy-source.ts";
import { pyValue } from "./samples.ts";
import { changed, type Scene } from "./scene.ts";

/** For each comparison a value of a condition, one of a request that it holds of, and one that it does not. */
const SAMPLES: Readonly<Record<ComparisonKind, readonly [value: unknown, held: unknown, other: unknown]>> = {
  equals: ["a", "a", "b"],
  not_equals: ["a", "b", "a"],
  in: [["a", "b"], "b", "c"],
  not_in: [["a", "b"], "c", "b"],
  contains: ["a", ["a", "b"], ["b"]],
  greater_than: [5, 6, 5],
  less_than: [5, 4, 5],
  not_contains: ["a", ["b"], ["a", "b"]],
  at_least: [5, 5, 4],
  at_most: [5, 5, 6],
  starts_with: ["ab", "abc", "bab"],
  ends_with: ["bc", "abc", "bca"],
  matches: ["^a.c$", "abc", "abcd"],
  exists: ["a", "a", null],
  not_exists: ["a", null, "a"],
};

/** Comparisons that not every value has, with a request's value that has none. */
const ORDERED: readonly ComparisonKind[] = ["greater_than", "less_than", "at_least", "at_most", "starts_with", "in"];

/** Which policy decides, and when one matches. */
export function policyCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  const { effect, condition, policy, descending } = governance;
  const deny = `${effect.model}.${effect.deny.name}`;
  const [early, later] = descending ? [30, 20] : [10, 20];
  const none = descending ? 40 : 1;
  return [
    {
      topic: "priority",
      name: "first_matching_policy_decides",
      about: "all",
      answers: [200, 403],
      spare: 0,
      doc: `Of the policies that match the one with the ${descending ? "greatest" : "smallest"} priority number decides, wherever it stands in the file.`,
      parameters: asking(scene, keptIn(governance).parameter),
      body: [
        "filed(",
        `    ${keptIn(governance).name},`,
        `    ${policyCall(governance, "later", { priority: later })},`,
        `    ${policyCall(governance, "first", { priority: early, denies: true })},`,
        `    ${policyCall(governance, "last", { priority: descending ? 10 : 30 })},`,
        `    ${policyCall(governance, "other", { priority: none, conditions: `[${anotherCondition(governance, '"unheard-of"')}]` })},`,
        ")",
        `assert decide(handler) == by_policy("first", ${deny})`,
      ],
    },
    {
      topic: "priority",
      name: "equal_priorities_keep_the_order_of_the_file",
      words: "equal ties stable order file",
      about: "all",
      answers: [200, 403],
      spare: 2,
      doc: "Of two policies of one priority the one that stands first decides.",
      parameters: asking(scene, keptIn(governance).parameter),
      body: [
        `filed(${keptIn(governance).name}, ${policyCall(governance, "z-first", { denies: true })}, ${policyCall(governance, "a-second")})`,
        `assert decide(handler) == by_policy("z-first", ${deny})`,
      ],
    },
    ...(policy.enabled === null ? [] : [switchedOffCase(scene, governance)]),
    {
      topic: "all_conditions",
      name: "every_condition_of_a_policy_must_hold",
      words: "all every condition conditions",
      about: "all",
      answers: [200, 403],
      spare: 1,
      doc: "One condition that does not hold is enough for no match; a policy without conditions matches every request.",
      parameters: asking(scene, keptIn(governance).parameter),
      body: [
        `two = [IS_EVENT, {**IS_EVENT, ${pyString(condition.field)}: "fact.part", ${pyString(condition.value)}: "a"}]`,
        call(
          "filed",
          [
            keptIn(governance).name,
            policyCall(governance, "both", { priority: early, conditions: "two" }),
            policyCall(governance, "rest", { priority: later, denies: true, conditions: "[]" }),
          ],
          4,
        ),
        `assert decide(handler, ${changed({ fact: { part: "a" } })}) == by_policy("both")`,
        `for fact in ({"part": "b"}, {}, "part", None):`,
        `    assert decide(handler, {**EVENT, "fact": fact}) == by_policy("rest", ${deny})`,
      ],
    },
    ...operatorCases(scene, governance),
  ];
}

function switchedOffCase(scene: Scene, governance: GovernanceDesign): TestCase {
  return {
    topic: "switched_off",
    name: "disabled_policy_does_not_count",
    about: "all",
    answers: [200, 403],
    spare: 1,
    doc: "A policy that is switched off matches nothing.",
    parameters: asking(scene, keptIn(governance).parameter),
    body: [
      call(
        "filed",
        [
          keptIn(governance).name,
          policyCall(governance, "off", { enabled: false, denies: true }),
          policyCall(governance, "on", { enabled: true }),
        ],
        4,
      ),
      'assert decide(handler) == by_policy("on")',
    ],
  };
}

function operatorCases(scene: Scene, governance: GovernanceDesign): TestCase[] {
  const { operator } = governance;
  const { design } = scene;
  const row = (values: readonly unknown[]): string => `        (${values.map(pyValue).join(", ")}),`;
  const table = (names: string, rows: readonly string[]): string[] => [
    "@pytest.mark.parametrize(",
    `    "${names}",`,
    "    [",
    ...rows,
    "    ],",
    ")",
  ];
  const only = (value: string): string =>
    `filed(${keptIn(governance).name}, ${policyCall(governance, "only", { conditions: `[${conditionOf(governance, '"fact"', "operator", value)}]` })})`;
  const ordered = operator.members.find(({ kind }) => ORDERED.includes(kind));
  const category = pyString(design.policy.invalidPayload.name);
  return [
    {
      topic: "compared",
      name: "each_operator_compares",
      about: "all",
      answers: [200, 403],
      spare: 1,
      doc: "Each operator holds of one value and not of another.",
      decorators: table(
        "operator, value, fits, other",
        operator.members.map(({ value, kind }) => row([value, ...SAMPLES[kind]])),
      ),
      parameters: [scene.subject, keptIn(governance).parameter, "operator: str", "value: Any", "fits: Any", "other: Any"],
      body: [
        only("value"),
        'assert decide(handler, {**EVENT, "fact": fits}) == by_policy("only")',
        'assert decide(handler, {**EVENT, "fact": other}) == denial()',
      ],
    },
    {
      topic: "compared",
      name: "field_that_is_not_there_differs_from_every_value",
      words: "missing absent field",
      about: "all",
      answers: [200, 403],
      spare: 2,
      doc: "Only an operator that asks for a difference holds of a field that a request does not have.",
      decorators: table(
        "operator, value, holds_of_nothing",
        operator.members.map(({ value, kind }) => row([value, SAMPLES[kind][0], holdsOfNothing(kind)])),
      ),
      parameters: [scene.subject, keptIn(governance).parameter, "operator: str", "value: Any", "holds_of_nothing: bool"],
      body: [only("value"), 'assert decide(handler) == (by_policy("only") if holds_of_nothing else denial())'],
    },
    ...(ordered
      ? [
          {
            topic: "incomparable" as const,
            name: "value_that_can_not_be_compared_is_denied",
            about: "all" as const,
            answers: [403, 400],
            spare: 1,
            doc: "A request with a value that a condition can not compare is denied: no policy behind that one decides it.",
            parameters: asking(scene, "substrate: MagicMock", keptIn(governance).parameter),
            body: [
              `more = ${conditionOf(governance, '"fact"', pyString(ordered.value), "5")}`,
              `filed(${keptIn(governance).name}, ${policyCall(governance, "limit", { denies: true, conditions: "[more]" })}, ${policyCall(governance, "rest", { conditions: "[]" })})`,
              `assert decide(handler, ${changed({ fact: "many" })}) == denial(${category})`,
              `assert audited(substrate) == [${auditedAs(governance, [[false, null, design.policy.invalidPayload.name]]).join(", ")}]`,
              'assert decide(handler) == by_policy("rest")',
            ],
          },
        ]
      : []),
  ];
}
