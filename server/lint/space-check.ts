import { join } from "node:path";
import type { Rule, SpaceFileContext } from "../../rules/define.ts";
import type { Project } from "../facts/project.ts";
import type { SpaceExtract, SpaceFile } from "../facts/space.ts";
import type { Files } from "../project/files.ts";
import { isVerbatim } from "../project/space/compare.ts";
import type { Space } from "../project/space/space.ts";
import { internalError, type Reported } from "./code-file.ts";
import type { CodeStore } from "./code-store.ts";

/** What the check of a Space file needs of the workspace. */
export interface SpaceSurroundings {
  readonly root: string;
  readonly sources: ReadonlySet<string>;
  readonly files: Files;
  readonly code: CodeStore;
  readonly space: Space;
  readonly project: Project;
}

/** Runs the rules about Space files on one of them. */
export function checkSpaceFile(file: SpaceFile, rules: readonly Rule[], surroundings: SpaceSurroundings): Reported[] {
  const reports: Reported[] = [];
  for (const rule of rules) {
    try {
      rule.space?.({
        file,
        differences: (extract) => differences(extract, surroundings),
        project: surroundings.project,
        report: (report) => void reports.push({ ...report, rule: rule.id }),
      });
    } catch (error) {
      reports.push(internalError(rule, error, { start: 0, end: 0 }));
    }
  }
  return reports;
}

function differences(extract: SpaceExtract, surroundings: SpaceSurroundings): ReturnType<SpaceFileContext["differences"]> {
  const { files, code, space } = surroundings;
  const path = namedFile(extract, surroundings);
  const read = path === null ? null : files.read(path);
  // What stands letter by letter in its file need not be parsed.
  if (path !== null && read && "text" in read && isVerbatim(extract.code, read.text)) return { path, differences: [] };
  const holds = path === null ? null : code.summary(path);
  return path !== null && holds ? { path, differences: space.differences(extract, holds.facts) } : null;
}

/** Space files that hold an extract of a workspace file: whether they are out of date may change with it. */
export function spaceFilesAbout(path: string, root: string, { files }: Space): string[] {
  const isOf = (extract: SpaceExtract): boolean =>
    join(root, extract.path) === path || (extract.pathFrom === "name" && path.endsWith(`/${extract.path}`));
  return files.filter(({ facts }) => facts.extracts.some(isOf)).map((file) => file.path);
}

/** The workspace file that an extract names; where only the end of a path is known, the one file that ends so. */
function namedFile(extract: SpaceExtract, { root, sources }: SpaceSurroundings): string | null {
  const whole = join(root, extract.path);
  if (sources.has(whole)) return whole;
  if (extract.pathFrom !== "name") return null;
  const [only, ...more] = [...sources].filter((path) => path.endsWith(`/${extract.path}`));
  return only && more.length === 0 ? only : null;
}
