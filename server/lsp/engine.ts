/**
 * The analysis as one lazily loaded module: the parsers and the rules are read only after `initialize` is answered.
 * Everything else in this folder imports the engine's types and reaches its functions through `Session.engine`.
 */
export { fixText } from "../lint/fix.ts";
export { Linter } from "../lint/linter.ts";
export { loadConfig } from "../project/config.ts";
export { Files } from "../project/files.ts";
export { loadPython } from "../syntax/python.ts";
export { Text } from "../syntax/text.ts";
export { rules } from "../../rules/index.ts";
