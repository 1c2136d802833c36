import { InventionRequired } from "../../../backend.ts";
import { askedOf } from "../design/questions.ts";
import type { AcceptanceSpec } from "../design/spec.ts";
import type { TestCase } from "./case.ts";
import { answersOf, understand, type Subject } from "./understand.ts";

/** A test as it is written: a case under a name. */
export interface NamedCase {
  name: string;
  test: TestCase;
  /** The spec, or a category of evidence, asks for it. */
  required: boolean;
}

interface Wish {
  acceptance: AcceptanceSpec;
  cases: readonly TestCase[];
}

/**
 * Gives every acceptance name a case of its own that shows what it says. What a required name proves must be told by its words, its kind and its
 * description, and no two names are proved by one case; an optional name that nothing tells, or that only says what others say, goes without a test. The
 * other cases keep names of their own.
 */
export function chooseCases(subject: Subject, acceptance: readonly AcceptanceSpec[]): NamedCase[] {
  const wishes = askedOf(acceptance, (one): Wish | null => {
    const found = understand(one, subject);
    if ("cases" in found) return { acceptance: one, cases: found.cases };
    if (one.required) throw question(one, found.why, subject);
    return null;
  }).filter((wish) => wish !== null);
  const given = assign(wishes);
  const chosen = new Map([...given].map(([test, { acceptance: one }]) => [test, testName(one.name)]));
  const names = new Set(chosen.values());
  return subject.cases.flatMap((test): NamedCase[] => {
    const own = chosen.get(test);
    if (own !== undefined) return [{ name: own, test, required: true }];
    if (test.asked) return [];
    let { name } = test;
    while (names.has(name)) name = `${name}_too`;
    names.add(name);
    return [{ name, test, required: test.spare === 0 }];
  });
}

/** A case for each name, the best that leaves the others one: augmenting paths, required names first. */
function assign(wishes: readonly Wish[]): Map<TestCase, Wish> {
  const given = new Map<TestCase, Wish>();
  const place = (wish: Wish, tried: Set<TestCase>): boolean => {
    for (const free of [true, false]) {
      for (const test of wish.cases) {
        const holder = given.get(test);
        if (tried.has(test) || (free && holder)) continue;
        tried.add(test);
        if (holder && !place(holder, tried)) continue;
        given.set(test, wish);
        return true;
      }
    }
    return false;
  };
  for (const wish of [...wishes].sort((a, b) => Number(b.acceptance.required) - Number(a.acceptance.required))) {
    if (place(wish, new Set()) || !wish.acceptance.required) continue;
    const others = wish.cases.flatMap((test) => given.get(test)?.acceptance.name ?? []);
    throw new InventionRequired(
      `\`${wish.acceptance.name}\` says nothing that ${others.map((name) => `\`${name}\``).join(", ")} ${others.length === 1 ? "does" : "do"} not say: one test would prove two names.`,
      wish.acceptance.key,
      `What does \`${wish.acceptance.name}\` show that the others do not? Say it in its description, or take the name out.`,
    );
  }
  return given;
}

/** `test_valid-order processed` is `valid_order_processed`. */
export function testName(name: string): string {
  return name
    .trim()
    .replace(/\W+/g, "_")
    .toLowerCase()
    .replace(/^test_/, "");
}

function question({ name, key }: AcceptanceSpec, why: string, subject: Subject): InventionRequired {
  const reason = why === "" || why.startsWith("nothing else") ? "" : `: ${why}`;
  return new InventionRequired(
    `Nothing tells what \`${name}\` proves, or nothing else of the spec makes it happen${reason}.`,
    key,
    `What must hold for \`${name}\`? Say it in its description in words such as "a duplicate is refused", or declare what it is about. This spec can show: ${subject.cases.map((test) => form(test, subject)).join(", ")}.`,
  );
}

/** A case as an acceptance name of it may be written, with the status of what is refused. */
function form(test: TestCase, { statuses }: Subject): string {
  const refused = !statuses ? [] : answersOf(test).filter((status) => status >= 400);
  return refused.length > 0 ? `${test.name} (${refused.join(", ")})` : test.name;
}
