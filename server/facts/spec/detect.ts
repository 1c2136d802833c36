import { defaultProfile } from "../../../rules/profile/index.ts";
import type { YamlNode } from "../../syntax/yaml.ts";
import { isNamedAsSpec } from "./file-name.ts";
import { entryAt } from "./lookup.ts";
import { parsedYaml } from "./read.ts";
import { FLAT_MODULE, V2_SECTIONS } from "./v2-layout.ts";

/**
 * True for a spec by its name, or for a YAML file with a `module:` map that holds a required key, with `metadata.module_id`, or with `module_id` or
 * `module_block` at top level beside a section of a spec.
 */
export function isSpecFile(path: string, text: string): boolean {
  if (isNamedAsSpec(path)) return true;
  if (!/\.ya?ml$/.test(path) || !mayBeSpec(text)) return false;
  return parsedYaml(path, text).some(({ root }) => hasSpecContent(root));
}

/** What makes a document a spec whatever its file is called. */
export function hasSpecContent(root: YamlNode | null): boolean {
  const isFlat = ["", "module_block."].some((place) => V2_SECTIONS.some((key) => entryAt(root, place + key)));
  return (
    (isFlat && FLAT_MODULE.some((key) => entryAt(root, key))) ||
    entryAt(root, "metadata.module_id") !== null ||
    defaultProfile.required_spec_keys.some((key) => entryAt(root, key) !== null)
  );
}

/** Tells most other YAML files apart without parsing them. */
function mayBeSpec(text: string): boolean {
  return (
    /^\ufeff?(?:\s*\{|["']?module(?:_id|_block)?["']?[ \t]*:)/m.test(text) ||
    (text.includes("module_id") && /^\ufeff?["']?metadata["']?[ \t]*:/m.test(text))
  );
}
