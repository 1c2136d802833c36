import type { AcceptanceSpec } from "../design/spec.ts";
import type { TestCase, Topic } from "./case.ts";
import { spelled, stems, type Trouble, type Words } from "./meanings.ts";
import { outcomeOf, type End, type Outcome } from "./outcome.ts";
import { unknownWord } from "./vocabulary.ts";

/** What an acceptance name asks for: the cases that show it, the best first, or why none does. */
export type Understanding = { cases: readonly TestCase[] } | { why: string };

/** What a module's names may speak of. */
export interface Subject {
  cases: readonly TestCase[];
  /** Fields of what comes in. */
  fields: readonly string[];
  /** Requests and failures have statuses; a tool's results have none. */
  statuses: boolean;
  /** Words of every module and of the rest of the spec. */
  known: ReadonlySet<string>;
  /** What such names say. */
  words: Words;
  /** Why there is no case of a topic, where it is known. */
  lacking: ReadonlyMap<Topic, string>;
}

/** Topics that show something going wrong, or coming a second time. */
const OF_FAILURE: ReadonlySet<Topic> = new Set<Topic>(["outbound_failure", "aios_failure", "storage_failure", "tools"]);
/** Topics with a case for each call or way in. */
const NAMED: ReadonlySet<Topic> = new Set<Topic>(["valid", "outbound", "outbound_failure", "invalid_auth", "invalid_payload"]);
const SECOND: ReadonlySet<Topic> = new Set<Topic>(["duplicate", "every_delivery", "other_delivery"]);

/** Reads a name with its kind and its sentences; what these leave open, and what they contradict, is told and never guessed. */
export function understand(acceptance: AcceptanceSpec, subject: Subject): Understanding {
  const { name, description, kind } = acceptance;
  const plain = name.replace(/^test_/i, "");
  const [named, told] = [outcomeOf(plain.replaceAll("_", " ")), outcomeOf(description)];
  const beyond = [plain, description]
    .map((text) => subject.words.beyond.exec(spelled(text))?.[0])
    .find((found) => found !== undefined);
  const exact = subject.cases.filter((test) => test.name === spelled(plain).slice(1, -1));
  const trouble =
    troubleOf(plain, subject) ?? (goodOf(plain, subject) && named.says === "accepted" ? null : troubleOf(description, subject));
  const claim = claimOf(named, told, trouble);
  if (claim === "contradiction") return { why: "its name says the one and its description the other of accepted and refused" };
  if (exact.length === 0 && beyond !== undefined)
    return { why: `it speaks of \`${beyond.replace(/^_|_$/g, "")}\`, which the template does not write` };
  const found =
    exact.length > 0 ? exact : trouble ? casesOf(trouble.topics, acceptance, subject) : goodCases(acceptance, claim, subject);
  if ("why" in found) return found;
  if (found.length === 0) return { why: trouble ? whyNone(trouble, subject) : "" };
  return agreeing(found, claim, trouble, { kind, status: told.status ?? named.status, name, other: named.status });
}

function whyNone({ topics }: Trouble, { lacking }: Subject): string {
  return topics.flatMap((topic) => lacking.get(topic) ?? []).at(0) ?? "nothing else of the spec makes it happen";
}

function goodOf(text: string, { words }: Subject): boolean {
  return words.meanings.some(({ pattern }) => pattern.test(spelled(text)));
}

/** What goes wrong in a name or a sentence. */
function troubleOf(text: string, { fields, known, words }: Subject): Trouble | null {
  const plain = spelled(text);
  if (plain === "__") return null;
  const found = words.troubles.find(({ pattern }) => pattern.test(plain));
  if (found) return found;
  const field = fields.find((one) =>
    new RegExp(
      `_(?:missing|without|absent|no|empty|blank|lacking)_(?:an?_|the_|any_)?${one}_|_${one}_(?:is_)?(?:missing|absent|empty)_`,
    ).test(plain),
  );
  if (field !== undefined) return { of: "request", pattern: /./, topics: ["invalid_payload"] };
  // `invalid_order_rejected`: an order is what comes in.
  const [, thing] = /_(?:invalid|malformed|broken|incomplete|corrupt|empty)_([a-z]+)_/.exec(plain) ?? [];
  if (thing !== undefined && unknownWord(thing, known) === null)
    return { of: "request", pattern: /./, topics: ["invalid_payload"] };
  return null;
}

type Claim = End;

/** What name and description say together of the end. */
function claimOf(named: Outcome, told: Outcome, trouble: Trouble | null): Claim | "contradiction" {
  // That a failure is stored, or that a duplicate writes nothing, does not say how the request ends.
  const strict = trouble !== null && trouble.of !== "request";
  const [first, second] = [named, told].map((one) => (strict ? one.strictly : one.says));
  if (!first || first === "both") return second ?? first ?? null;
  return !second || second === "both" || second === first ? first : "contradiction";
}

/** The cases for something that goes well. */
function goodCases(acceptance: AcceptanceSpec, claim: Claim, subject: Subject): readonly TestCase[] | { why: string } {
  const { name, description, kind } = acceptance;
  if (claim === "refused") return { why: "it says that something is refused, and nothing says when" };
  if (kind === "negative") return { why: "it is `kind: negative`, and nothing says what goes wrong" };
  for (const text of [name.replace(/^test_/i, ""), description]) {
    const meaning = subject.words.meanings.filter(({ pattern }) => pattern.test(spelled(text)));
    for (const { topics } of meaning) {
      const cases = casesOf(topics, acceptance, subject);
      if (cases.length === 0) continue;
      const unknown = unknownWord(text, subject.known);
      if (unknown !== null && text !== description) {
        if (description !== "" && goodOf(description, subject)) break;
        return { why: `it depends on \`${unknown}\`, of which the spec says nothing else` };
      }
      return cases;
    }
  }
  // "It is not refused" names no verb of its own.
  return claim === "accepted" && unknownWord(name, subject.known) === null
    ? casesOf(["valid", "first"], acceptance, subject)
    : [];
}

/** The cases of some topics in their order; of one topic those that share most words come first. */
function casesOf(topics: readonly Topic[], { name, description }: AcceptanceSpec, { cases }: Subject): TestCase[] {
  const wanted = stems(`${name} ${description}`);
  const shared = ({ words = "" }: TestCase): number => [...stems(words)].filter((word) => wanted.has(word)).length;
  return topics.flatMap((topic) => {
    const own = cases.filter((test) => test.topic === topic);
    const best = Math.max(0, ...own.map(shared));
    // Of several calls or ways in only the one that the name speaks of, where it speaks of one.
    const fit = NAMED.has(topic) ? own.filter((test) => best === 0 || shared(test) === best || !test.words) : own;
    return fit.sort((a, b) => shared(b) - shared(a));
  });
}

/** Of the cases those that end as the name says; where there are none, what it contradicts. */
function agreeing(
  cases: readonly TestCase[],
  claim: Claim,
  trouble: Trouble | null,
  asked: { kind: AcceptanceSpec["kind"]; status: number | null; name: string; other: number | null },
): Understanding {
  const { kind, status, other } = asked;
  const shown = (test: TestCase | undefined): string =>
    `${test?.name ?? ""} is answered with ${answersOf(test).join(" and ")} by the spec's policy`;
  const [first] = cases;
  if (status !== null && other !== null && status !== other)
    return { why: `its name says ${other} and its description ${status}` };
  const same = cases.filter((test) => status === null || test.answers?.length === 0 || answersOf(test).includes(status));
  if (same.length === 0) return { why: `it says ${status ?? ""}, but ${shown(first)}` };
  const ended = same.filter((test) => endsAs(test, claim, trouble));
  if (ended.length === 0) return { why: `it says that this is ${claim ?? ""}, but ${shown(same[0])}` };
  const fit = ended.filter((test) => isOfKind(test, kind, claim));
  if (fit.length === 0) return { why: `it is \`kind: ${kind ?? ""}\`, but ${shown(ended[0])}` };
  return { cases: fit };
}

/** The statuses that a case shows; what is asked of no request shows none. */
export function answersOf(test: TestCase | undefined): readonly number[] {
  return test?.answers ?? [200];
}

function accepts(test: TestCase): boolean {
  return test.answers?.length === 0 || answersOf(test).some((status) => status < 400);
}

function refuses(test: TestCase): boolean {
  return test.answers?.length === 0 || answersOf(test).some((status) => status >= 400);
}

function endsAs(test: TestCase, claim: Claim, trouble: Trouble | null): boolean {
  if (claim === null) return true;
  if (claim === "both") return trouble !== null || accepts(test);
  // "The second delivery writes no packet": it has no effect, and is answered all the same.
  if (claim === "refused" && test.topic === "duplicate" && trouble?.of === "second") return refuses(test);
  return claim === "accepted" ? accepts(test) : refuses(test);
}

function isOfKind(test: TestCase, kind: AcceptanceSpec["kind"], claim: Claim): boolean {
  if (kind === null) return true;
  if (kind === "positive") return accepts(test);
  return refuses(test) || SECOND.has(test.topic) || (OF_FAILURE.has(test.topic) && claim === "accepted");
}
