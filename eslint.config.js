import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["dist/", "node_modules/", "test/fixtures/*/", "client/vscode/out/", "**/*.d.mts"]),
  {
    linterOptions: { noInlineConfig: true, reportUnusedInlineConfigs: "error" },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { args: "all", argsIgnorePattern: "^_", varsIgnorePattern: "^_$" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "no-console": "error",
      // Contexts are made of closures: rules take `report` and the like out of them.
      "@typescript-eslint/unbound-method": "off",
      eqeqeq: "error",
      "no-implicit-coercion": ["error", { boolean: false }],
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    // Nodes are told apart by the names of their types: the enum would load the parser where only its types are wanted.
    files: [
      "server/syntax/typescript*.ts",
      "server/code/**/typescript/*.ts",
      "server/code/types/*typescript.ts",
      "server/facts/typescript/**/*.ts",
      "server/lint/typescript-file.ts",
      "server/lint/damage/typescript.ts",
      "rules/**/*-typescript.ts",
      "rules/shared/{explicit-any,load-time}.ts",
      "test/oracles/typescript*.ts",
      "test/real-fixes/provoke-typescript.ts",
    ],
    rules: { "@typescript-eslint/no-unsafe-enum-comparison": "off" },
  },
  {
    // Programs that a developer runs by hand and reads.
    files: ["test/bench/**/*.ts", "test/fuzz/**/*.ts", "test/real-fixes/fixes.ts", "test/generate/run-*.ts"],
    rules: { "no-console": "off" },
  },
  {
    // Tests read JSON and other people's messages; what they assert is checked at run time.
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-call": "off",
    },
  },
);
