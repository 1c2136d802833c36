export type { Span } from "../syntax/text.ts";
export type { YamlDocument, YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from "../syntax/yaml.ts";
export { checkShape, type ShapeProblem, type UnknownKey } from "./spec/check-shape.ts";
export { isSpecFile } from "./spec/detect.ts";
export { isNamedAsSpec } from "./spec/file-name.ts";
export { firstKey, firstLine, legacyKeys, type SpecDocument } from "./spec/document.ts";
export { entryAt, isEmpty, textAt, textsAt, type SpecEntry } from "./spec/lookup.ts";
export { isPlaceholder } from "./spec/placeholder.ts";
export { hasYaml, readSpec, readSpecText, readWithout, spentOn } from "./spec/read.ts";
export { namedTest } from "./spec/sections.ts";
export { isForEach, newValue, sourcesOf, targetOf, v2Layout, type LayoutRow } from "./spec/v2-layout.ts";
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
