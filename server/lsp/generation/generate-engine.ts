/** The generator as one lazily loaded module, like `engine.ts` for the analysis. */
export { createTwoFilesPatch } from "diff";
export { openBackend } from "../../generate/backends/registry.ts";
export { PHASES, type Phase } from "../../generate/blocker.ts";
export { openRun } from "../../generate/open-run.ts";
export { reportPath } from "../../generate/report-path.ts";
export { writeReport } from "../../generate/report.ts";
export { verifyWith } from "../../generate/verify-command.ts";
export { keeping, runWorkflow, type Generated, type Stopped } from "../../generate/workflow.ts";
export { checkInside, recover, saveReport, writeAll } from "../../generate/write.ts";
