import type { Backend, BackendContext, Draft } from "../../backend.ts";
import { InventionRequired } from "../../backend.ts";
import { objectIn, shown, unfenced } from "../json-in-words.ts";
import { closePipes, endGroup, startGroup, type Group } from "../../process-group.ts";

/** Time limits of a run, in milliseconds. */
export interface CommandLimits {
  /** Without a byte on stdout or stderr. */
  silence: number;
  total: number;
  /** Between the request to end and the end. */
  grace: number;
}

const LIMITS: CommandLimits = { silence: 5 * 60_000, total: 30 * 60_000, grace: 2000 };

/** Characters of an answer, and of the error output that is kept. */
const MAX_ANSWER = 8 * 1024 * 1024;
const MAX_ERRORS = 4000;

/**
 * Any program: the task as one JSON object on its stdin, a draft as JSON on its stdout; or JSON lines, of which `{"progress": "…"}` are shown, `{"tokens": {read, written}}` counted, `{"invention":
 * {issue, spec_key, question}}` blocks the run and the last `{"files": […]}` is the draft. `request` says whether to generate or to repair.
 */
export function commandBackend(command: string, cwd: string, limits: CommandLimits = LIMITS): Backend {
  const running = new Set<Group>();
  const ask = (request: unknown, context: BackendContext): Promise<Draft> =>
    talk(command, cwd, JSON.stringify(request), context, limits, running);
  return {
    name: `command ${programIn(command)}`,
    generate: (task, context) => ask({ request: "generate", task }, context),
    repair: (task, draft, findings, context) => ask({ request: "repair", task, draft, findings }, context),
    dispose: () => {
      for (const child of running) endGroup(child, "SIGKILL");
      return Promise.resolve();
    },
  };
}

/** The program that answers, for people: the last of a pipeline or a list, without what is quoted. */
function programIn(command: string): string {
  const parts = command.replace(/"[^"]*"|'[^']*'/g, "").split(/[|&;{}]+/);
  const [program = ""] = (parts.map((part) => part.trim()).findLast((part) => part !== "") ?? "").split(/\s+/);
  return program;
}

function talk(
  command: string,
  cwd: string,
  input: string,
  context: BackendContext,
  limits: CommandLimits,
  running: Set<Group>,
): Promise<Draft> {
  return new Promise((resolve, reject) => {
    context.signal.throwIfAborted();
    const child = startGroup(command, cwd);
    running.add(child);
    let answer = "";
    let errors = "";
    let failure: Error | null = null;
    const stop = (reason: Error): void => {
      if (failure) return;
      failure = reason;
      endGroup(child, "SIGTERM");
      setTimeout(() => endGroup(child, "SIGKILL"), limits.grace).unref();
    };
    const total = setTimeout(() => stop(new Error(`The program did not finish within ${limits.total / 1000} s.`)), limits.total);
    let silence = setTimeout(() => undefined, 0);
    const heard = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => stop(new Error(`The program said nothing for ${limits.silence / 1000} s.`)), limits.silence);
    };
    heard();
    const onAbort = (): void =>
      stop(context.signal.reason instanceof Error ? context.signal.reason : new Error("The run was cancelled."));
    context.signal.addEventListener("abort", onAbort, { once: true });
    const lines = new LineReader((line) => reportProgress(line, context));
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      heard();
      // What comes after the end was asked for is not kept.
      if (failure) return;
      answer += chunk;
      lines.push(chunk);
      if (answer.length > MAX_ANSWER) stop(new Error(`The program answered with more than ${MAX_ANSWER} characters.`));
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      heard();
      errors = (errors + chunk).slice(-MAX_ERRORS);
    });
    // A program that needs no input may close it before it is read.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const finish = (settle: () => void): void => {
      clearTimeout(total);
      clearTimeout(silence);
      context.signal.removeEventListener("abort", onAbort);
      running.delete(child);
      settle();
    };
    child.on("error", (error) => finish(() => reject(failure ?? error)));
    child.on("exit", () => closePipes(child, limits.grace));
    child.on("close", (code, signal) => finish(() => settleAnswer(code, signal)));
    const settleAnswer = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (failure) return reject(failure);
      if (code !== 0)
        return reject(
          new Error(
            `The program ended with ${code === null ? `signal ${signal}` : `exit code ${code}`}.${errors ? `\n${errors.trim()}` : ""}`,
          ),
        );
      try {
        resolve(readAnswer(answer, errors));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
  });
}

function reportProgress(line: string, { report, spent }: BackendContext): void {
  const message = parsed(line);
  if (typeof message?.progress === "string") report(message.progress);
  const { read, written } = (message?.tokens ?? {}) as Record<string, unknown>;
  const count = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);
  if (count(read) !== null || count(written) !== null) spent?.({ read: count(read), written: count(written) });
}

/** One JSON object, or JSON lines of which the last with files counts; else the object that stands among words, as coding agents answer. */
function readAnswer(answer: string, errors: string): Draft {
  const whole = parsed(answer);
  const lines = whole ? [whole] : answer.split("\n").map(parsed);
  const said = lines.filter((message) => message !== null);
  const isAnswered = said.some(({ files, invention }) => files !== undefined || invention);
  const messages = isAnswered ? said : [parsed(objectIn(unfenced(answer)) ?? "")].filter((message) => message !== null);
  const invention = messages.find((message) => message.invention)?.invention as
    { issue?: string; spec_key?: string; question?: string } | undefined;
  if (invention)
    throw new InventionRequired(
      invention.issue ?? "A fact is missing.",
      invention.spec_key ?? "module",
      invention.question ?? "What is it?",
    );
  const draft = messages.findLast((message) => message.files !== undefined);
  if (!draft) {
    const said = answer.trim() === "" ? "The program printed nothing" : `The program's output holds no draft (${shown(answer)})`;
    throw new Error(`${said}: a JSON object with \`files\` was expected.${errors ? `\n${errors.trim()}` : ""}`);
  }
  return draft as unknown as Draft;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

class LineReader {
  #rest = "";
  readonly #take: (line: string) => void;

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(chunk: string): void {
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") this.#take(line);
  }
}
