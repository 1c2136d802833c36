import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { migrateFile } from "../../rules/shared/migration/migrate-file.ts";
import { FixNet } from "../../server/lint/damage/damage.ts";
import type { Finding } from "../../server/lint/finding.ts";
import { Random } from "../fixtures/random.ts";
import { fixedTexts } from "../fuzz/fixed-texts.ts";
import { judgePython, judgeSpec, judgeTypeScript, type Task } from "../fuzz/judges.ts";
import { Session } from "../fuzz/session.ts";
import { provokeComments, provokePython } from "./provoke-python.ts";
import { provokeSpec } from "./provoke-spec.ts";
import { provokeTypeScript } from "./provoke-typescript.ts";
import type { Tally } from "./tally.ts";

/** A text that somebody else wrote. */
export interface RealFile {
  name: string;
  text: string;
}

const fixtures = join(import.meta.dirname, "..", "fixtures");
export const SAMPLE = join(fixtures, "workspaces", "orders");

const MODELS = `export interface PacketEnvelopeIn { packetType: string; payload: object; threadUuid?: string }
export class MemorySubstrateService { async writePacket(packet: PacketEnvelopeIn): Promise<string> { return packet.packetType; } }
`;

/** A copy of the sample workspace, whose contracts the files are held against; gone when the process ends. */
export function contractsFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "l9-real-")));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  cpSync(SAMPLE, folder, { recursive: true, filter: (from) => !from.includes("__pycache__") });
  mkdirSync(join(folder, "web/memory"), { recursive: true });
  writeFileSync(join(folder, "web/memory/models.ts"), MODELS);
  writeFileSync(join(folder, "l9.config.yaml"), "scope: all\n");
  return folder;
}

/** Every spec of the fixtures. */
export function realSpecs(): RealFile[] {
  return readdirSync(fixtures, { recursive: true, encoding: "utf8" })
    .filter((name) => /Module-Spec-.*\.yaml$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(fixtures, name), "utf8") }));
}

/** The small programs of the fixtures; each runs alone and prints. */
export function realPrograms(): RealFile[] {
  const folder = join(fixtures, "programs");
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

/** Of each rule so many are tried alone: a large file has hundreds of one kind. */
const SINGLE = 4;

function someOfEach(random: Random): (findings: readonly Finding[]) => Finding[] {
  return (findings) => {
    const rules = new Set(findings.map(({ rule }) => rule));
    return [...rules].flatMap((rule) => {
      const all = findings.filter((finding) => finding.rule === rule);
      return all.length <= SINGLE ? all : Array.from({ length: SINGLE }, () => random.pick(all));
    });
  };
}

/** Python's own files as they are and with changes that make rules speak. Their code is never run. */
export function sweepPython(files: readonly RealFile[], seed: number, tally: Tally): void {
  const session = new Session({}, contractsFolder());
  for (let at = 0; at < files.length; at += 20) {
    const random = new Random(seed + at);
    const some = files.slice(at, at + 20).map((file) => ({
      ...file,
      texts: [file.text, ...Array.from({ length: 3 }, () => provokePython(file.text, random))],
    }));
    const flat = some.flatMap(({ texts }) => texts.map((before) => ({ before, after: [] })));
    const compiles = judgePython(flat).map((verdict) => verdict !== null);
    const tasks: { name: string; task: Task }[] = [];
    some.forEach(({ name, texts: [plain, ...provoked] }, index) => {
      const good = provoked.find((_, variant) => compiles[index * 4 + 1 + variant]);
      for (const before of [plain, good]) {
        if (before === undefined) continue;
        const place = random.chance(0.4) ? "tests/test_real.py" : "tools/real.py";
        tasks.push({ name, task: fixed(session, place, before, random, tally, name, "compiles") });
      }
    });
    const verdicts = judgePython(tasks.map(({ task }) => task));
    tasks.forEach(({ name, task }, index) => tally.add(name, task, verdicts[index] ?? null));
  }
  session.dispose();
}

/** Programs that run alone: after safe fixes they print what they printed, with whatever stands between their lines. */
export function sweepPrograms(seed: number, rounds: number, tally: Tally): void {
  const session = new Session({}, contractsFolder());
  for (const { name, text } of realPrograms()) {
    const tasks = Array.from({ length: rounds }, (_, round) => {
      const random = new Random(seed + round);
      const before = round === 0 ? text : provokeComments(text, random);
      return fixed(session, "tools/real.py", before, random, tally, name, "prints");
    });
    judgePython(tasks).forEach((verdict, at) => tally.add(name, tasks[at] as Task, verdict));
  }
  session.dispose();
}

export function sweepTypeScript(files: readonly RealFile[], seed: number, tally: Tally): void {
  const session = new Session({}, contractsFolder());
  files.forEach(({ name, text }, at) => {
    const random = new Random(seed + at);
    const extension = extname(name);
    const variants = Array.from({ length: 3 }, () => provokeTypeScript(`a${extension}`, text, random));
    const good = variants.find((variant) => judgeTypeScript(`a${extension}`, { before: variant, after: [] }) !== null);
    for (const before of [text, good]) {
      if (before === undefined) continue;
      const place = random.chance(0.4) ? `web/real.test${extension}` : `web/real${extension}`;
      const task = fixed(session, place, before, random, tally, name, "compiles");
      tally.add(name, task, judgeTypeScript(`a${extension}`, task));
    }
  });
  session.dispose();
}

export function sweepSpecs(files: readonly RealFile[], seed: number, rounds: number, tally: Tally): void {
  const session = new Session({}, contractsFolder());
  for (let round = 0; round < rounds; round++)
    for (const [at, { name, text }] of files.entries()) {
      const random = new Random(seed + round * 1000 + at);
      const spec = provokeSpec(text, random);
      const task = fixed(session, `specs/${spec.name}`, spec.text, random, tally, name, "compiles");
      const migrated = migrateFile(spec.name, spec.text);
      const all = { start: 0, end: spec.text.length };
      const isMigrated =
        migrated.text !== spec.text && new FixNet(spec.name, spec.text).damage([{ span: all, text: migrated.text }]) === null;
      const after = isMigrated
        ? [...task.after, { rule: null, what: "migrate", text: migrated.text, same: "compiles" as const }]
        : task.after;
      tally.add(name, { ...task, after }, judgeSpec(spec.name, { ...task, after }));
    }
  session.dispose();
}

/** @param prints what a safe fix is held to: files that can not be run only have to compile */
function fixed(
  session: Session,
  place: string,
  before: string,
  random: Random,
  tally: Tally,
  name: string,
  prints: "prints" | "compiles",
): Task {
  session.set(place, before);
  try {
    const { texts, left } = fixedTexts(session, place, someOfEach(random));
    tally.addLeft(name, before, left);
    return { before, after: texts.map((one) => (one.same === "prints" ? { ...one, same: prints } : one)) };
  } catch (error) {
    // A rule that throws is as wrong as a fix that breaks: the others go on.
    tally.failures.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`.slice(0, 2000));
    return { before, after: [] };
  } finally {
    session.remove(place);
  }
}
