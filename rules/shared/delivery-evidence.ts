import { fieldPath } from "../../server/facts/extract/tests/field-path.ts";
import {
  comparesValue,
  isAios,
  isDispatch,
  isOutbound,
  isPacket,
  sides,
  type Assertion,
  type Operand,
  type Origin,
  type Prove,
  type TestFact,
} from "./assertions.ts";
import type { EvidenceNames } from "./evidence-names.ts";

/** Words of a test's name that tell which refusal it is about, and those that only hint at it. */
const REFUSALS: readonly { row: string; clear: RegExp; hint: RegExp }[] = [
  {
    row: "missing_headers_401",
    clear: /^(?:missing|without|absent|lacks?|lacking|omit(?:s|ted)?|unsigned)$/,
    hint: /^headers?$/,
  },
  {
    row: "stale_timestamp_401",
    clear: /^(?:stale|expired|old|outdated|skew|skewed|replay|replayed|late)$/,
    hint: /^(?:timestamp|fresh|freshness)$/,
  },
  {
    row: "invalid_returns_401",
    clear: /^(?:invalid|wrong|bad|forged|tampered|mismatch|mismatched|incorrect)$/,
    hint: /^(?:signature|token|key|secret|unauthori[sz]ed)$/,
  },
];

/** What a test does with requests: refused, accepted, delivered twice. */
export function deliveryRows(test: TestFact, names: EvidenceNames, prove: Prove): void {
  const statuses = test.assertions.filter((assertion) => sides(assertion).some(isStatus));
  if (statuses.some((assertion) => assertion.form === "equal" && sides(assertion).some(isUnauthorized))) {
    for (const row of refusals(test)) prove(row, "status_code");
    return;
  }
  if (statuses.some((assertion) => sides(assertion).some(({ text }) => /^[45]\d\d$|HTTP_[45]/.test(text)))) return;
  const isEffect = (origin: Origin): boolean =>
    isPacket(origin, names) || isAios(origin, names) || isDispatch(origin, names) || isOutbound(origin);
  noSecond(test, isEffect, prove);
  const effects = test.assertions.filter(
    (assertion) =>
      (comparesValue(assertion) || assertion.form === "called" || assertion.form === "called_with") &&
      sides(assertion).some(({ origins }) => origins.some(isEffect)),
  );
  const delivers = test.deliveries > 0 || effects.some(({ form }) => form !== "called");
  if (!delivers || effects.length === 0) return;
  const shown = effects.flatMap((assertion) =>
    sides(assertion).flatMap(({ origins }) =>
      origins.filter(isEffect).map((origin) => fieldPath(origin).join(".") || origin.name),
    ),
  );
  prove("valid_passes", ...new Set(shown));
  prove("first_processes_fully", ...new Set(shown));
}

/** Delivered twice, or seeded with an earlier delivery, and no second packet, dispatch or call is made. */
function noSecond(test: TestFact, isEffect: (origin: Origin) => boolean, prove: Prove): void {
  const seeded = test.seeds.some((seed) => /^(?:search|get|find|query|lookup)_/.test(seed));
  if (test.deliveries < 2 && !seeded) return;
  const isCount = (origin: Origin): boolean => origin.of === "count" && isEffect({ ...origin, of: "call" });
  const shows = ({ form, left, right, once }: Assertion): boolean =>
    ((form === "not_called" || once) && left.origins.some(isEffect)) ||
    (form === "equal" && [left, ...right].some(({ origins }) => origins.some(isCount)));
  if (test.assertions.some(shows)) prove("duplicate_returns_ok", "call count");
}

/** The rows that the words of the name tell; where they only hint, or say nothing, those of the body. */
function refusals(test: TestFact): string[] {
  const name = test.name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[\W_]+/);
  const matching = (words: readonly string[], kind: "clear" | "hint"): string[] =>
    REFUSALS.filter((refusal) => words.some((word) => refusal[kind].test(word))).map(({ row }) => row);
  const clear = matching(name, "clear");
  if (clear.length > 0) return clear;
  const hinted = matching(name, "hint").slice(0, 1);
  return hinted.length > 0 ? hinted : matching(test.words, "clear").slice(0, 1);
}

function isStatus({ text }: Operand): boolean {
  return /status_code|\.status\b/.test(text);
}

function isUnauthorized({ text }: Operand): boolean {
  return /^401$|HTTP_401|UNAUTHORIZED/.test(text);
}
