import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { yamlModulesForTests } from "./server/build/yaml-modules.mjs";
import { nativeSources } from "./test/native-sources.ts";

/**
 * These change what a process has loaded, ask what it has not, or run servers in the test's own process: each gets one of its own. The others share
 * theirs, so that it reads the program once.
 */
const ALONE = ["test/lint/typescript-contracts.test.ts", "test/lsp/**/*.test.ts"];
/** Likewise; and these put something in place of a module, which the runner can only do in what it has transformed. */
const MOCKED = ["test/lint/internal-error.test.ts", "test/lsp/large-folder.test.ts"];

export default defineConfig({
  plugins: [yamlModulesForTests()],
  define: { L9_VERSION: JSON.stringify("0.0.0-test") },
  // A quarter of a run is spent waiting for editors and programs: one worker more than there are processors keeps these at work. A second one more
  // made no run shorter.
  test: {
    // What a test waits for comes, or never: on a busy machine it comes late.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: availableParallelism() + 1,
    reporters: ["default"],
    setupFiles: ["test/restore.ts"],
    projects: [
      { extends: true, test: { name: "mocked", include: MOCKED } },
      { extends: true, plugins: [nativeSources()], test: { name: "alone", include: ALONE, exclude: MOCKED } },
      {
        extends: true,
        plugins: [nativeSources()],
        test: { name: "together", include: ["test/**/*.test.ts"], exclude: [...ALONE, ...MOCKED], isolate: false },
      },
    ],
  },
});
