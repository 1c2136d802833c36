import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { yamlModulesForTests } from "./server/build/yaml-modules.mjs";

/**
 * These change what a process has loaded, ask what it has not, or run servers in the test's own process: each gets one of its own. The others share
 * theirs, so that it reads the program once.
 */
const ALONE = ["test/lint/internal-error.test.ts", "test/lint/typescript-contracts.test.ts", "test/lsp/**/*.test.ts"];

export default defineConfig({
  plugins: [yamlModulesForTests()],
  define: { L9_VERSION: JSON.stringify("0.0.0-test") },
  // A quarter of a run is spent waiting for editors and programs: one worker more than there are processors keeps these at work.
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: availableParallelism() + 1,
    reporters: ["default"],
    setupFiles: ["test/restore.ts"],
    projects: [
      { extends: true, test: { name: "alone", include: ALONE } },
      { extends: true, test: { name: "together", include: ["test/**/*.test.ts"], exclude: ALONE, isolate: false } },
    ],
  },
});
