import { defineConfig } from "vitest/config";
import { yamlModulesForTests } from "./server/build/yaml-modules.mjs";

export default defineConfig({
  plugins: [yamlModulesForTests()],
  define: { L9_VERSION: JSON.stringify("0.0.0-test") },
  // Much of a test's time is spent waiting for programs that it starts: no processor is kept free for the runner.
  test: { include: ["test/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 120_000, maxWorkers: "100%", reporters: ["default"] },
});
