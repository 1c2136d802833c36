import { hookThatHides, idleFile } from "../../../code/tests/idle-file.ts";
import type { FactExtractor } from "../../context.ts";
import { testNames } from "./names.ts";

/** Statements that keep every test of the file from running, or as a plugin every test of the folder. */
export const skips: FactExtractor = {
  "@unit"(node, context) {
    const idle = idleFile(node, testNames(context.module));
    if (idle) context.emit("skips", { scope: "file", why: idle.why, span: context.span(idle.at) });
    const hook = hookThatHides(node);
    if (hook) context.emit("skips", { scope: "folder", why: hook.why, span: context.span(hook.at) });
  },
};
