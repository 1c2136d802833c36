/** The generator as one lazily loaded module, like `engine.ts` for the analysis. */
export { createTwoFilesPatch } from "diff";
export { attestDisk, checkDifferences, stampDifferences } from "../../generate/attest-disk.ts";
export { openBackend } from "../../generate/backends/registry.ts";
export { PHASES, type Phase } from "../../generate/blocker.ts";
export { hashOfText } from "../../generate/hash-of-text.ts";
export { openModule } from "../../generate/open-run.ts";
export { UNREAD } from "../../generate/phases/attest.ts";
export { isRecorded, writeReport } from "../../generate/report.ts";
export { verifyWith } from "../../generate/verify-command.ts";
export { keeping, runWorkflow, type Generated, type Stopped } from "../../generate/workflow.ts";
export { claimModule } from "../../generate/claim-module.ts";
export { checkInside, recover, saveReport, writeAll } from "../../generate/write.ts";
