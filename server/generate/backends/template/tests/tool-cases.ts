import type { Design } from "../design/design.ts";
import type { Block } from "../python/file.ts";
import type { TestCase } from "./case.ts";
export function toolCasesOf(_design: Design): TestCase[] {
  return [];
}
export function toolSupport(_design: Design): Block[] {
  return [];
}
