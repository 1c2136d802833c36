import { TypeScriptModule } from "../../code/names/typescript/module.ts";
import { TypeScriptNames } from "../../code/names/typescript/names.ts";

/** The code of a pattern; as JSX where it is none without. */
export function readPattern(text: string): TypeScriptNames | null {
  for (const path of ["pattern.ts", "pattern.tsx"]) {
    const read = TypeScriptModule.read(path, text);
    if ("module" in read) return new TypeScriptNames(read.module);
  }
  return null;
}
