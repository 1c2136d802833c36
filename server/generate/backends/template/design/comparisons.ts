/** How two values compare: `actual` is the request's, which is never None here. */
export interface Comparison {
  /** Names that an operator of this meaning has. */
  named: RegExp;
  expression: string;
  /** It holds of a field that is not there. */
  ofNothing?: true;
}

/** What an operator of a condition may mean. */
export const COMPARISONS = {
  equals: { named: /^(?:EQUALS?|EQ|IS)$/, expression: "actual == condition.value" },
  not_equals: { named: /^(?:NOT_EQUALS?|NEQ?|IS_NOT)$/, expression: "actual != condition.value", ofNothing: true },
  in: { named: /^(?:IN|ONE_OF|ANY_OF|IN_LIST)$/, expression: "actual in condition.value" },
  not_in: { named: /^(?:NOT_IN|NONE_OF|NOT_IN_LIST)$/, expression: "actual not in condition.value", ofNothing: true },
  contains: { named: /^CONTAINS$/, expression: "condition.value in actual" },
  not_contains: { named: /^(?:NOT_CONTAINS|DOES_NOT_CONTAIN)$/, expression: "condition.value not in actual", ofNothing: true },
  greater_than: { named: /^(?:GREATER_THAN|GREATER|GT)$/, expression: "actual > condition.value" },
  less_than: { named: /^(?:LESS_THAN|LESS|LT)$/, expression: "actual < condition.value" },
  at_least: {
    named: /^(?:GREATER_(?:THAN_)?OR_EQUALS?|GREATER_THAN_EQUALS?|GTE|GE|AT_LEAST)$/,
    expression: "actual >= condition.value",
  },
  at_most: { named: /^(?:LESS_(?:THAN_)?OR_EQUALS?|LESS_THAN_EQUALS?|LTE|LE|AT_MOST)$/, expression: "actual <= condition.value" },
  starts_with: { named: /^(?:STARTS_WITH|PREFIX)$/, expression: "actual.startswith(condition.value)" },
  ends_with: { named: /^(?:ENDS_WITH|SUFFIX)$/, expression: "actual.endswith(condition.value)" },
  matches: {
    named: /^(?:MATCHES|REGEX|MATCHES_REGEX|REGEX_MATCH)$/,
    expression: "re.search(condition.value, actual) is not None",
  },
  exists: { named: /^(?:EXISTS|IS_SET|PRESENT)$/, expression: "True" },
  not_exists: { named: /^(?:NOT_EXISTS|DOES_NOT_EXIST|IS_NOT_SET|ABSENT)$/, expression: "False", ofNothing: true },
} satisfies Record<string, Comparison>;

export type ComparisonKind = keyof typeof COMPARISONS;

/** It holds of a field that a request does not have. */
export function holdsOfNothing(kind: ComparisonKind): boolean {
  return "ofNothing" in COMPARISONS[kind];
}

/** What an operator of a name means; null where that is not known. */
export function comparisonOf(name: string): ComparisonKind | null {
  const kinds = Object.keys(COMPARISONS) as ComparisonKind[];
  return kinds.find((kind) => COMPARISONS[kind].named.test(name.toUpperCase())) ?? null;
}
