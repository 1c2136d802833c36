import { defineConfig } from "vitest/config";
import { yamlModulesForTests } from "./server/build/yaml-modules.mjs";

/** What these test needs nothing but memory: one process reads the program once for all of them. */
const IN_MEMORY = ["facts", "house", "project", "rules"].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  plugins: [yamlModulesForTests()],
  define: { L9_VERSION: JSON.stringify("0.0.0-test") },
  // Much of a test's time is spent waiting for programs that it starts: no processor is kept free for the runner.
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: "100%",
    reporters: ["default"],
    projects: [
      { extends: true, test: { name: "programs", include: ["test/**/*.test.ts"], exclude: IN_MEMORY } },
      { extends: true, test: { name: "memory", include: IN_MEMORY, isolate: false } },
    ],
  },
});
