import { InvalidArgumentError } from "commander";
import type { Shard } from "./shard.ts";

/** A name, a path or a command: a variable of a script that is not set must not stand for the working folder, or for a command that always succeeds. */
export function given(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return value;
}

/** A flag that may stand several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, given(value)];
}

/** Ids between commas, in a flag that may stand several times. */
export function ids(value: string, before: string[] = []): string[] {
  const named = value
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  if (named.length === 0) throw new InvalidArgumentError("It must name a rule.");
  return [...before, ...named];
}

export function count(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return Number(value);
}

export function positive(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return Number(value);
}

/** `I/N`: the I-th of N shards. */
export function shard(value: string): Shard {
  const [, index = "", of = ""] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(value) ?? [];
  if (index === "") throw new InvalidArgumentError("It must be I/N, two whole numbers: 1/4 is the first of four shards.");
  if (Number(index) > Number(of)) throw new InvalidArgumentError(`There is no shard ${index} of ${of}.`);
  return { index: Number(index), of: Number(of) };
}
