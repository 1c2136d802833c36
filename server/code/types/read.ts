import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../names/module-names.ts";
import { readType as readPythonType, typeName as pythonName } from "./python.ts";
import type { TypeFact } from "./type.ts";
import { readTypeScriptType, typeScriptName } from "./typescript.ts";

/** What an annotation says, in either language. */
export function readType(annotation: Node, module: ModuleNames): TypeFact {
  return annotation.source.language === "python"
    ? readPythonType(annotation, module)
    : module.typeOf(annotation, readTypeScriptType);
}

/** The dotted name of an expression that names a class: resolved through imports, a class of the same file by its own name. */
export function typeName(node: Node | null, module: ModuleNames): string | null {
  return node?.source.language === "typescript" ? typeScriptName(node, module) : pythonName(node, module);
}
