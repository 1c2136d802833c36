import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../server/lint/finding.ts";
import { applyEdits, FixNet } from "../../server/lint/damage/damage.ts";
import { fixText } from "../../server/lint/fix.ts";
import { Random } from "../fixtures/random.ts";
import { inOrder, type FixedText } from "../fuzz/fixed-texts.ts";
import { judgePython, judgeSpec, type Task } from "../fuzz/judges.ts";
import { Session } from "../fuzz/session.ts";
import { shaped } from "./provoke-python.ts";
import { provokeSpec } from "./provoke-spec.ts";
import { contractsFolder, SAMPLE } from "./sweep.ts";
import type { Tally } from "./tally.ts";

// Whole modules whose spec and code have drifted apart: fixes of the code, and fixes of the spec that a finding in the code has.

const MODULES = ["orders_webhook", "payments_webhook"] as const;

/** @param rounds how often each module drifts */
export function sweepModules(seed: number, rounds: number, tally: Tally): void {
  const session = new Session({}, contractsFolder());
  for (const id of MODULES) {
    const code = readdirSync(SAMPLE, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".py") && name.includes(id))
      .sort();
    for (let round = 0; round < rounds; round++) {
      const random = new Random(seed + round);
      const written = `specs/Module-Spec-${id}.yaml`;
      const spec = driftedSpec(read(written), random);
      const specFile = written.replace(/yaml$/, spec.name.slice(spec.name.lastIndexOf(".") + 1));
      // The spec on disk gives way to the one that drifted.
      session.set(written, "");
      session.set(specFile, spec.text);
      for (const file of code) session.set(file, driftedCode(read(file), random));
      judgeModule(session, `${id} ${round}`, tally);
      for (const file of [written, specFile, ...code]) session.remove(file);
    }
  }
  session.dispose();
}

const read = (name: string): string => readFileSync(join(SAMPLE, name), "utf8");

/** Entries of the lists that code is held against taken out, names and values misspelt, routes and statuses changed; then in the clothes of any spec. */
function driftedSpec(text: string, random: Random): { name: string; text: string } {
  const drifted = text
    .replace(/^ {6}- [\w.]+\n/gm, (line) => (random.chance(0.3) ? "" : line))
    .replace(/route: \/(\w+)/g, (found, word: string) => (random.chance(0.2) ? `route: /${word}s` : found))
    .replace(/method: (?:POST|GET)/g, (found) => (random.chance(0.5) ? "method: PUT" : found))
    .replace(/^( {6}- \w+_\w+)\w\n/gm, (line, short: string) => (random.chance(0.3) ? `${short}\n` : line))
    .replace(/((?:mechanism|action|strategy): \w{4,})\w/g, (found, short: string) => (random.chance(0.3) ? short : found))
    .replace(/status: (\d+)/g, (found) => (random.chance(0.3) ? `status: ${random.pick([409, 422, 503])}` : found))
    .replace(/^ {2}environment:\n(?: {4}.*\n)+/m, (block) =>
      random.pick([
        block,
        block,
        "",
        "  environment: {}\n",
        "  environment:\n",
        '  environment:\n    required: [A_B, "C_D"]  # two\n',
        "  environment: {required: [A_B,\n    C_D]}\n",
      ] as const),
    )
    .replace(/^ {4}emits:\n(?: {6}.*\n)+/m, (block) =>
      random.pick([
        block,
        block,
        "",
        "    emits: []\n",
        "    emits: [a.in]\n",
        "    emits:\n    - a.in # one\n    # none\n",
      ] as const),
    );
  return random.chance(0.5) ? { name: "a.yaml", text: shaped(drifted, random) } : provokeSpec(drifted, random);
}

function driftedCode(text: string, random: Random): string {
  const drifted = text
    .replace(/status_code=(\d+)/g, (found) => (random.chance(0.3) ? `status_code=${random.pick([409, 422, 503])}` : found))
    .replace(/\.(post|get|put)\(/g, (found) => (random.chance(0.1) ? `.${random.pick(["post", "get", "put"])}(` : found))
    .replace(/"(\/[\w/]+)"/g, (found, path: string) => (random.chance(0.2) ? `"${path}/x"` : found))
    .replace(/"([A-Z_]{6,})"/g, (found, name: string) => (random.chance(0.3) ? `"${name}_2"` : found))
    .replace(/packet_type="([\w.]+)"/g, (found, type: string) =>
      random.chance(0.3) ? `packet_type="${type}.${random.pick(["more", "a b", "on", "é"])}"` : found,
    );
  return shaped(drifted, random);
}

function judgeModule(session: Session, name: string, tally: Tally): void {
  const after = new Map<string, FixedText[]>();
  const add = (file: string, text: FixedText): void => void (after.get(file) ?? after.set(file, []).get(file))?.push(text);
  for (const file of session.texts.keys()) {
    const findings = session.check(file).filter(({ fix }) => fix);
    for (const finding of findings) addSingle(session, finding, add, tally, name);
    if (!findings.some(({ fix }) => fix?.path === undefined)) continue;
    for (const safety of ["safe", "unsafe"] as const) {
      const { text } = fixText(session.linter, session.path(file), session.texts.get(file) as string, safety);
      add(file, { rule: null, what: `all fixes (${safety})`, text, same: "compiles" });
    }
  }
  for (const [file, texts] of after) {
    const task: Task = { before: session.texts.get(file) as string, after: texts.map((one) => ({ ...one, same: "compiles" })) };
    const verdict = file.endsWith(".py") ? (judgePython([task])[0] ?? null) : judgeSpec(file, task);
    tally.add(`${name} ${file}`, task, verdict);
  }
}

function addSingle(
  session: Session,
  { rule, path, fix }: Finding,
  add: (file: string, text: FixedText) => void,
  tally: Tally,
  name: string,
): void {
  if (!fix) return;
  const target = fix.path ?? path;
  const file = [...session.texts.keys()].find((one) => session.path(one) === target);
  // A file of the workspace that did not drift.
  if (file === undefined) return;
  const before = session.texts.get(file) as string;
  const what = `${rule}: "${fix.title}"`;
  const why = new FixNet(target, before).damage(fix.edits);
  if (why === null) add(file, { rule, what, text: applyEdits(before, inOrder(fix.edits)), same: "compiles" });
  else tally.addLeft(`${name} ${file}`, before, [{ rule, safety: fix.safety, what, why }]);
}
