import type { OpenQuestion } from "../../facts/open-question.ts";
import type { SpecDocument } from "../../facts/spec.ts";
import { isAsked } from "../../generate/question-source.ts";
import type { Linter } from "../../lint/linter.ts";
import type { QuestionSource } from "../../lint/question-source.ts";
import type { Answers } from "../../project/contracts/store.ts";
import { Background } from "../delivery/background.ts";
import type { Engine, Session } from "./session.ts";

interface Kept {
  readonly linter: Linter;
  readonly spec: SpecDocument;
  readonly answers: Answers;
  readonly questions: readonly OpenQuestion[];
}

/** What a run ended with, and what the spec said at the key of each when it did. */
interface Ended {
  readonly questions: readonly { readonly question: OpenQuestion; readonly said: string }[];
}

/**
 * What generation would ask of the specs in the editor, and what the last run of one asked. Asking costs more than a keystroke may, so it waits for a pause in the
 * typing; until then a spec is shown with what was asked before.
 */
export class SpecQuestions implements QuestionSource {
  readonly #session: Session;
  readonly #kept = new Map<string, Kept>();
  readonly #ended = new Map<string, Ended>();
  readonly #background = new Background((paths) => {
    this.#ask(paths).catch((error: unknown) => this.#session.failed("asking what generation would ask", error));
  });

  constructor(session: Session) {
    this.#session = session;
  }

  /** What asking takes is loaded in the pause. */
  async load(): Promise<void> {}

  of(linter: Linter, spec: SpecDocument): readonly OpenQuestion[] {
    const key = keyOf(spec);
    const ended = this.#ofRun(key, spec);
    if (!isAsked(linter, spec)) {
      this.#kept.delete(key);
      return ended;
    }
    const kept = this.#kept.get(key);
    if (kept?.linter !== linter || kept.spec !== spec || !linter.contracts.holds(kept.answers)) this.#background.add([spec.path]);
    const questions = kept?.questions ?? [];
    return [...questions, ...ended.filter((one) => !questions.some((other) => isSame(one, other)))];
  }

  /** A run of a spec has ended: what it asked, or that it asked nothing. */
  ended(spec: SpecDocument, questions: readonly OpenQuestion[]): void {
    const { saidAt } = this.#session.loaded;
    const said = questions.map((question) => ({ question, said: what(spec, question, saidAt) }));
    if (said.length > 0) this.#ended.set(keyOf(spec), { questions: said });
    else if (!this.#ended.delete(keyOf(spec))) return;
    this.#session.delivery.due([spec.path]);
  }

  /** Something was edited: the pause begins anew. */
  edited(): void {
    this.#background.postpone();
  }

  dispose(): void {
    this.#background.dispose();
  }

  /** What a run asked stays until the spec says something else where the answer belongs. */
  #ofRun(key: string, spec: SpecDocument): readonly OpenQuestion[] {
    const ended = this.#ended.get(key);
    if (!ended) return [];
    const { saidAt } = this.#session.loaded;
    const left = ended.questions.filter(({ question, said }) => what(spec, question, saidAt) === said);
    if (left.length === 0) this.#ended.delete(key);
    else if (left.length < ended.questions.length) this.#ended.set(key, { questions: left });
    return left.map(({ question }) => question);
  }

  async #ask(paths: readonly string[]): Promise<void> {
    const { openQuestions } = await import("../../generate/open-questions.ts");
    if (this.#session.disposed) return;
    this.#session.settle();
    const due = paths.filter((path) => {
      const workspace = this.#session.workspaces.of(path);
      if (workspace?.state !== "known") return false;
      const { linter } = workspace;
      return linter.workspace.specsAt(path).filter((spec) => this.#asked(linter, spec, openQuestions)).length > 0;
    });
    this.#session.delivery.due(due);
  }

  /** True where something else is asked than before. */
  #asked(linter: Linter, spec: SpecDocument, ask: (linter: Linter, spec: SpecDocument) => readonly OpenQuestion[]): boolean {
    if (!isAsked(linter, spec)) return false;
    const key = keyOf(spec);
    const before = this.#kept.get(key)?.questions ?? [];
    const { result, answers } = linter.contracts.track(() => ask(linter, spec));
    this.#kept.set(key, { linter, spec, answers, questions: result });
    return result.length !== before.length || !result.every((one, at) => isSame(one, before[at]));
  }
}

/** What a question is about: the value at its key. What is wrong with a draft is about the whole spec that it was made from. */
function what(spec: SpecDocument, { specKey, phase }: OpenQuestion, saidAt: Engine["saidAt"]): string {
  return phase === "4_GENERATE" ? saidAt(spec, specKey) : spec.text;
}

function keyOf({ path, index }: SpecDocument): string {
  return `${path}\0${index}`;
}

function isSame(one: OpenQuestion, other: OpenQuestion | undefined): boolean {
  return one.specKey === other?.specKey && one.issue === other.issue && one.question === other.question;
}
