import { basename } from "node:path";

const YAML_NAME = /^(MODULE_SPEC|Module-Spec).*\.ya?ml$|\.module-spec\.ya?ml$/;
const MARKDOWN_NAME = /^Module-Spec.*\.md$/;

/** True when the file's name alone makes it a spec: `MODULE_SPEC*.yaml`, `Module-Spec*.yaml|md`, `*.module-spec.yaml`. */
export function isNamedAsSpec(path: string): boolean {
  const name = basename(path);
  return YAML_NAME.test(name) || MARKDOWN_NAME.test(name);
}
