export type { Span } from "../syntax/text.ts";
export type { YamlDocument, YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from "../syntax/yaml.ts";
export { isNamedAsSpec, isSpecFile } from "./spec/detect.ts";
export type { SpecDocument } from "./spec/document.ts";
export { entryAt, textAt, textsAt, type SpecEntry } from "./spec/lookup.ts";
export { readSpec } from "./spec/read.ts";
export type {
  ErrorCategory,
  Inbound,
  ModuleKind,
  Outbound,
  SpecLayout,
  SpecNumber,
  SpecText,
  AcceptanceName,
  SpecIdempotency,
  SpecThreading,
} from "./spec/types.ts";
