import { idleFile } from "../../../code/tests/idle.ts";
import type { FactExtractor } from "../../context.ts";
import { testNames } from "./names.ts";

/** Statements that keep every test of the file from running. */
export const skips: FactExtractor = {
  "@unit"(node, context) {
    const idle = idleFile(node, testNames(context.module));
    if (idle) context.emit("skips", { why: idle.why, span: context.span(idle.at) });
  },
};
