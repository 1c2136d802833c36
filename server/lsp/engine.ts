/**
 * The analysis as one lazily loaded module: the parsers and the rules are read only after `initialize` is answered.
 * Everything else in this folder imports the engine's types and reaches its functions through `Session.engine`.
 */
import { Linter } from "../lint/linter.ts";
import { defaultConfig } from "../project/config.ts";

export { fixText } from "../lint/fix.ts";
export { loadPython } from "../syntax/python.ts";
export { Text } from "../syntax/text.ts";
export { rules } from "../../rules/index.ts";

export function createLinter(root: string): Linter {
  return new Linter(root, defaultConfig);
}
