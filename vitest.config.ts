import { defineConfig } from "vitest/config";
import { yamlModulesForTests } from "./server/build/yaml-modules.mjs";

export default defineConfig({
  plugins: [yamlModulesForTests()],
  define: { L9_VERSION: JSON.stringify("0.0.0-test") },
  test: { include: ["test/**/*.test.ts"], testTimeout: 30_000, reporters: ["default"] },
});
