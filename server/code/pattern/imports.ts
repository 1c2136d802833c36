import type { Node } from "../../syntax/tree.ts";
import { moduleSpecifier } from "../names/typescript/module-paths.ts";
import type { Searched } from "./match.ts";

/** The nodes that bring a module or a name of one in. */
const PYTHON = ["dotted_name", "aliased_import", "wildcard_import"];
const TYPESCRIPT = [
  "import_declaration",
  "import_specifier",
  "import_default_specifier",
  "import_namespace_specifier",
  "export_specifier",
  "export_all_declaration",
  "import_expression",
  "call",
];

export function importKinds(language: "python" | "typescript"): readonly string[] {
  return language === "python" ? PYTHON : TYPESCRIPT;
}

/** True where a node imports one of these modules or names, or what lies in it. */
export function importsAny(node: Node, wanted: readonly string[], { names, absolute }: Searched): boolean {
  const found = names.source.language === "python" ? importedInPython(node) : importedInTypeScript(node);
  if (found === null) return false;
  const whole = found.startsWith(".") ? absolute(found) : found;
  return wanted.some((name) => whole === name || whole.startsWith(`${name}.`) || whole.startsWith(`${name}/`));
}

function importedInPython(node: Node): string | null {
  const { parent, type } = node;
  if (parent?.type !== "import_statement" && parent?.type !== "import_from_statement") return null;
  if (type !== "wildcard_import" && node.field !== "name") return null;
  const name = type === "aliased_import" ? (node.child("name")?.text ?? "") : type === "wildcard_import" ? "" : node.text;
  if (parent.type === "import_statement") return name;
  const module = parent.child("module_name")?.text ?? "";
  return name === "" ? module : module.endsWith(".") ? `${module}${name}` : `${module}.${name}`;
}

function importedInTypeScript(node: Node): string | null {
  const { type, parent } = node;
  switch (type) {
    case "import_declaration":
      // Its names are looked at one by one.
      return node.children.some((child) => child.type.endsWith("_specifier")) ? null : moduleIn(node);
    case "export_all_declaration":
    case "import_expression":
      return moduleIn(node);
    case "call":
      return node.child("function")?.text === "require" ? moduleIn(node.child("arguments")) : null;
    case "import_default_specifier":
    case "import_namespace_specifier":
      return moduleIn(parent);
    case "import_specifier":
    case "export_specifier": {
      const module = moduleIn(parent);
      const [name] = node.children;
      return module === null || !name ? null : `${module}.${name.text}`;
    }
    default:
      return null;
  }
}

/** The module that a statement or a list of arguments names. */
function moduleIn(node: Node | null): string | null {
  const text = node?.children.find(({ type }) => type === "string");
  const content = text?.children.find(({ type }) => type === "string_content");
  return content ? moduleSpecifier(content.text) : null;
}
