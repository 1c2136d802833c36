/** How two values compare: `actual` is the request's, which is never None here. */
export interface Comparison {
  expression: string;
  /** It holds of a field that is not there. */
  ofNothing: boolean;
}

/** What an operator of a condition may mean. */
export const COMPARISONS = {
  equals: { expression: "actual == condition.value", ofNothing: false },
  not_equals: { expression: "actual != condition.value", ofNothing: true },
  in: { expression: "actual in condition.value", ofNothing: false },
  not_in: { expression: "actual not in condition.value", ofNothing: true },
  contains: { expression: "condition.value in actual", ofNothing: false },
  greater_than: { expression: "actual > condition.value", ofNothing: false },
  less_than: { expression: "actual < condition.value", ofNothing: false },
  exists: { expression: "True", ofNothing: false },
} satisfies Record<string, Comparison>;

export type ComparisonKind = keyof typeof COMPARISONS;
