import type { Blocker } from "../blocker.ts";
import { Blocked } from "../blocker.ts";
import type { Run } from "../run.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** 0_READ: opens every Space file; one that can not be read is a HARD_STOP. */
export function read({ linter, root }: Run): void {
  const blockers = linter.spaces.at(root).files.flatMap((file): Blocker[] => {
    if (!file.problem) return [];
    const name = pathFrom(root, file.path);
    return [
      {
        blocker: "HARD_STOP",
        file: name,
        line: 1,
        issue: `The Space file ${name} can not be read: ${file.problem.message}.`,
        proposed_fix: "Repair the file, or take it out of the Space.",
      },
    ];
  });
  if (blockers.length > 0) throw new Blocked("0_READ", blockers);
}
