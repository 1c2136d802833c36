import { createHash } from "node:crypto";
import type { Linter } from "../lint/linter.ts";
import { pathFrom } from "../project/slash-path.ts";

/** One of several runs that share a workspace between them. */
export interface Shard {
  /** From 1 to `of`. */
  index: number;
  of: number;
}

/**
 * Whether a file belongs to a shard: all files of a module, its specs among them, belong to the same. The path of the spec alone decides, or of a file
 * without module: machines that do not have quite the same files still agree, so that no file is left to another.
 * @param path absolute, whether it exists or not
 */
export function isInShard({ index, of }: Shard, linter: Linter, path: string): boolean {
  const key = pathFrom(linter.root, linter.workspace.owner(path)?.spec.path ?? path);
  return createHash("sha256").update(key).digest().readUInt32BE() % of === index - 1;
}
