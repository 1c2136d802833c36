import { z } from "zod";
import { ABOUT_THE_RUN, LEFT_OUT, leftOut, NOTHING, shardOfRun, worst } from "./formats/sarif-run.ts";
import { inOrder } from "./merge-json.ts";
import type { Merged, ShardFile } from "./merge.ts";
import { pathFrom } from "../project/slash-path.ts";
import { plural } from "./result.ts";
import { UsageError } from "./usage-error.ts";

const PLACE = z.looseObject({
  physicalLocation: z.looseObject({
    artifactLocation: z.looseObject({ uri: z.string() }),
    region: z.looseObject({ startLine: z.int(), startColumn: z.int() }),
  }),
});
const NOTIFICATION = z.looseObject({
  descriptor: z.looseObject({ id: z.string() }).optional(),
  properties: z.looseObject({ count: z.int().optional() }).optional(),
  associatedRule: z.looseObject({ id: z.string(), index: z.int() }).optional(),
  locations: z.tuple([PLACE]).optional(),
});
const RESULT = z.looseObject({
  ruleId: z.string(),
  ruleIndex: z.int(),
  level: z.enum(["error", "warning", "note"]),
  message: z.looseObject({ text: z.string() }),
  locations: z.tuple([PLACE]),
});
const RUN = z.looseObject({
  tool: z.looseObject({
    driver: z.looseObject({
      name: z.literal("l9"),
      semanticVersion: z.string(),
      rules: z.array(z.looseObject({ id: z.string() })),
    }),
  }),
  automationDetails: z.looseObject({ id: z.string() }).optional(),
  originalUriBaseIds: z.record(z.string(), z.looseObject({ uri: z.string() })),
  invocations: z.tuple([
    z.looseObject({
      exitCode: z.int(),
      workingDirectory: z.looseObject({ uri: z.string() }),
      toolExecutionNotifications: z.array(NOTIFICATION).optional(),
    }),
  ]),
  results: z.array(RESULT),
});
const LOG = z.looseObject({ version: z.literal("2.1.0"), runs: z.tuple([RUN]) });

type Run = z.infer<typeof RUN>;
type Place = z.infer<typeof PLACE>;
type Read = { name: string; run: Run };

/** The SARIF logs of all shards of a run as one log of one run. */
export function mergeSarif(files: readonly ShardFile[], exitCode: (errors: number, warnings: number) => number): Merged {
  const read = files.map(({ name, value }): Read => {
    const problem = LOG.safeParse(value).error?.issues[0];
    if (problem) throw new UsageError(`${name} is no SARIF log of l9: ${problem.path.join(".")}: ${problem.message}`);
    return { name, run: (value as z.infer<typeof LOG>).runs[0] };
  });
  refuseOthers(read);
  const [first] = read as [Read, ...Read[]];
  const all = inOrder(
    read.flatMap(({ name, run }) => run.results.map((value) => placed(run, name, value, value.ruleId, value.locations[0]))),
  );
  const { shown: results, left: more } = worst(all, ({ level }) => level);
  const left = read.reduce((sum, { run }) => sum + (notification(run, LEFT_OUT)?.properties?.count ?? 0), more);
  const rules = rulesOf(read, new Set(results.map(({ ruleId }) => ruleId)));
  const indexOf = new Map(rules.map(({ id }, at) => [id, at]));
  const shown = results.map((result) => ({ ...result, ruleIndex: indexOf.get(result.ruleId) ?? -1 }));
  const nothing = read.map(({ run }) => notification(run, NOTHING));
  const told = [
    ...(left > 0 ? [leftOut(left)] : []),
    ...(nothing.every((one) => one !== undefined) ? nothing.slice(0, 1) : []),
    ...shown
      .filter(({ ruleId }) => ABOUT_THE_RUN.has(ruleId))
      .map(({ ruleId, ruleIndex, level, message, locations }) => ({
        level,
        message,
        locations,
        associatedRule: { id: ruleId, index: ruleIndex },
      })),
  ];
  const count = (level: string): number => all.filter((result) => result.level === level).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const [invocation] = first.run.invocations;
  // What is undefined is not written.
  const run = {
    ...first.run,
    tool: { driver: { ...first.run.tool.driver, rules } },
    automationDetails: undefined,
    invocations: [
      {
        ...invocation,
        exitCode: exitCode(errors, warnings),
        toolExecutionNotifications: told.length > 0 ? told : undefined,
      },
    ],
    results: shown,
  };
  const log = files[0]?.value as object;
  return { document: { ...log, runs: [run] }, errors, warnings };
}

/** All shards of one run, each once, and by one version of the program. */
function refuseOthers(read: readonly Read[]): void {
  const shards = new Map<number, string>();
  let whole = 0;
  for (const { name, run } of read) {
    const version = run.tool.driver.semanticVersion;
    const [first] = read as [Read, ...Read[]];
    if (version !== first.run.tool.driver.semanticVersion)
      throw new UsageError(
        `${name} is of l9 ${version}, and ${first.name} of l9 ${first.run.tool.driver.semanticVersion}: run all shards with one version`,
      );
    const shard = shardOfRun(run.automationDetails?.id);
    if (shard === null) throw new UsageError(`${name} is of a run in one piece: there is nothing to put together with it`);
    const { index, of } = shard;
    whole ||= of;
    if (whole !== of)
      throw new UsageError(`${name} is shard ${index} of ${of}, and ${first.name} one of ${whole}: they are of different runs`);
    const other = shards.get(index);
    if (other !== undefined) throw new UsageError(`${other} and ${name} are both shard ${index} of ${whole}`);
    shards.set(index, name);
  }
  const missing = Array.from({ length: whole }, (_, at) => at + 1).filter((index) => !shards.has(index));
  if (missing.length > 0)
    throw new UsageError(
      `the result would not be whole: ${plural(missing.length, "shard")} of ${whole} (${missing.slice(0, 5).join(", ")}) ${missing.length === 1 ? "is" : "are"} missing`,
    );
}

function placed<T>(run: Run, name: string, value: T, rule: string, { physicalLocation: { artifactLocation, region } }: Place) {
  const base =
    typeof artifactLocation.uriBaseId === "string" ? run.originalUriBaseIds[artifactLocation.uriBaseId]?.uri : undefined;
  const path = shownPath(new URL(artifactLocation.uri, base), run.invocations[0].workingDirectory.uri);
  return { value, path, rule, name, start: { line: region.startLine, column: region.startColumn } };
}

/** A path from the working folder, with `/`: by it findings are sorted. */
function shownPath(uri: URL, workingDirectory: string): string {
  return pathFrom(decodeURIComponent(new URL(workingDirectory).pathname), decodeURIComponent(uri.pathname)) || ".";
}

function notification(run: Run, id: string): z.infer<typeof NOTIFICATION> | undefined {
  return run.invocations[0].toolExecutionNotifications?.find(({ descriptor }) => descriptor?.id === id);
}

/** What the runs say of the rules that results are of. */
function rulesOf(read: readonly Read[], used: ReadonlySet<string>): Run["tool"]["driver"]["rules"] {
  const rules = new Map(read.flatMap(({ run }) => run.tool.driver.rules.map((rule) => [rule.id, rule])));
  return [...rules.values()].filter(({ id }) => used.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}
