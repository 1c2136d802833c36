import { isTypeScript } from "../../facts/languages.ts";
import type { SpecDocument } from "../../facts/spec.ts";

/** Where a module's contracts are looked for: in Python alone (the empty text), in TypeScript first, or in Python first and then in TypeScript. */
export type ContractLanguages = "" | "typescript" | "mixed";

/** What a spec says of the languages its module is written in. */
export function contractLanguages(
  spec: Pick<SpecDocument, "language" | "allowedNewFiles" | "allowedModifiedFiles">,
): ContractLanguages {
  if (spec.language === "typescript") return "typescript";
  const files = [...spec.allowedNewFiles, ...spec.allowedModifiedFiles];
  return files.some(({ text }) => isTypeScript(text)) ? "mixed" : "";
}
