import { join } from "node:path";
import type { ContractExtractions } from "./contract-extractions.ts";
import type { Run } from "./run.ts";

/** What only one version of pydantic has. */
const ONE =
  /\.dict\(\)|\.parse_obj\(|@(?:root_)?validator\b|^\s+class Config:|update_forward_refs|pydantic[`*:]*\s*[=v<~^ ]{0,4}1\.\d/m;
const TWO =
  /\.model_dump\(|\.model_validate\(|\bmodel_config\b|@(?:field|model)_validator\b|\bConfigDict\b|pydantic[`*:]*\s*(?:[=v~^ ]|>=){0,4}2\.\d/m;
const PINNED = /\bpydantic(?:\[[\w,]*\])?["'\s]*(?:=\s*["'])?(?:[=~^]=?|>=)\s*([12])(?:\.|["',\s]|$)/m;
const BELOW_TWO = /\bpydantic(?:\[[\w,]*\])?["'\s]*(?:=\s*["'])?[^\n]*<\s*2/m;

/** The version of pydantic that the contracts are written for; null where nothing shows it. */
export function pydanticVersion(
  { linter, root }: Pick<Run, "linter" | "root">,
  { models, services, support }: ContractExtractions,
): 1 | 2 | null {
  const read = (path: string): string => {
    return linter.files.text(path);
  };
  for (const name of ["pyproject.toml", "requirements.txt"]) {
    const text = read(join(root, name));
    if (BELOW_TWO.test(text)) return 1;
    const pinned = PINNED.exec(text)?.[1];
    if (pinned) return pinned === "1" ? 1 : 2;
  }
  const code = [...models, ...services, ...support].map(({ class: found }) => found.evidence.path).filter((path) => path !== "");
  for (const paths of [code, linter.spaces.at(root).files.map(({ path }) => path)]) {
    const texts = [...new Set(paths)].map(read);
    const one = texts.filter((text) => ONE.test(text)).length;
    const two = texts.filter((text) => TWO.test(text)).length;
    if (one !== two) return one > two ? 1 : 2;
  }
  return null;
}
