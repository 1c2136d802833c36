import type { Span } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { discriminates, type Verdict } from "./verdict.ts";

/** Subjects named in a message. */
const MAX_SUBJECTS = 3;

/** A test as a finding speaks of it. */
export interface TriedTest {
  name: string;
  /** As a message shows it: `` `test_orders` ``, `"keeps orders"`. */
  shown: string;
  at: Span;
}

type Context = Pick<CodeContext, "report" | "project">;

/** Reports a test that never runs, or whose failure nobody minds. */
export function reportIdle({ name, shown, at }: TriedTest, idle: { why: string; at: Span }, context: Context): void {
  context.report({
    at,
    message: `${shown} ${idle.why}, so it proves nothing: let it run, or remove it.`,
    related: [{ at: idle.at, message: "This keeps it from proving anything." }],
    data: { test: name, assertions: 0 },
  });
}

/**
 * Reports a test that asserts nothing, or nothing but that something went well.
 * @param nothing what it looks at when it asserts nothing
 */
export function judgeVerdicts(
  { name, shown, at }: TriedTest,
  verdicts: readonly Verdict[],
  { nothing, fieldOf }: { nothing: string; fieldOf?: (answer: string) => string },
  context: Context,
): void {
  const { status_only_fields: fields } = context.project.profile;
  if (verdicts.some(({ contract }) => contract) || discriminates(verdicts, fields, fieldOf)) return;
  const subjects = [...new Set(verdicts.flatMap((verdict) => verdict.subjects))].map((subject) => `\`${subject}\``);
  const listed = `${subjects.slice(0, MAX_SUBJECTS).join(", ")}${subjects.length > MAX_SUBJECTS ? ", …" : ""}`;
  context.report({
    at,
    message:
      verdicts.length === 0
        ? `${shown} asserts nothing, ${nothing}. Assert on the packet, dispatch or result it is about.`
        : `${shown} looks at nothing but ${listed}: assert on a field of the packet, the dispatch's arguments or the result's model.`,
    data: { test: name, assertions: verdicts.length },
  });
}
