import { hookThatHides, idleFile, takenTests } from "../../../code/tests/idle-file.ts";
import type { FactExtractor } from "../../context.ts";
import { testNames } from "./names.ts";

/** Statements that keep tests from running: every test of the file, one by its name, or as a plugin those of a folder. */
export const skips: FactExtractor = {
  "@unit"(node, context) {
    const names = testNames(context.module);
    const idle = idleFile(node, names);
    if (idle) {
      const { why, at, needs } = idle;
      context.emit("skips", { scope: "file", ...(needs === undefined ? {} : { needs }), why, span: context.span(at) });
    }
    for (const { test, idle: taken } of takenTests(node, names))
      context.emit("skips", { scope: "test", test, why: taken.why, span: context.span(taken.at) });
    const hook = hookThatHides(node);
    if (hook) {
      const { why, at, only } = hook;
      context.emit("skips", { scope: "folder", ...(only ? { only } : {}), why, span: context.span(at) });
    }
  },
};
