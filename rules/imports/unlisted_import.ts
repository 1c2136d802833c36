import { callArguments, stringValue, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { wrongSource } from "../shared/canonical-imports.ts";
import { nearest } from "../shared/nearest.ts";
import { isVouchedFor } from "../shared/vouched-imports.ts";

export default defineRule({
  id: "unlisted_import",
  family: "imports",
  check: "contracts_extracted",
  severity: "warning",
  languages: ["python"],
  fix: null,
  yieldsTo: ["forbidden_import", "import_source", "aiohttp_usage"],
  what: "An import that nothing vouches for, or a name that the imported workspace module does not define.",
  why: "A model that writes code from memory invents imports: the module fails when it is first loaded.",
  instead: "Use what the contracts, the required imports or the project's dependencies have; or add the dependency.",
  examples: [{ bad: "import payments_sdk\n", good: "import httpx\n" }],
  python: {
    import_statement(node, context) {
      for (const name of node.childrenIn("name")) {
        const dotted = name.type === "aliased_import" ? name.child("name") : name;
        if (dotted) checkModule(dotted, dotted.text.replace(/\s/g, ""), node, context);
      }
    },
    import_from_statement(node, context) {
      const module = node.child("module_name");
      if (!module) return;
      const written = module.text.replace(/\s/g, "");
      const dotted = context.absoluteName(written);
      const names = node.childrenIn("name").map((name) => (name.type === "aliased_import" ? (name.child("name") ?? name) : name));
      // A required model from a wrong place is one defect: import_source says where it is.
      if (names.length > 0 && names.every((name) => wrongSource(written, name.text, context) !== null)) return;
      if (checkModule(module, dotted, node, context, written)) return;
      const known = context.project.contracts.moduleAt(dotted);
      if (known?.names) for (const name of names) checkName(name, dotted, known.names, node, context);
    },
    call(node, context) {
      const callee = node.child("function");
      if (!/import/.test(callee?.text ?? "")) return;
      const [first] = callArguments(node).positional;
      const name = stringValue(first ?? null);
      const dotted = context.resolve(callee);
      if (!first || !name || name.startsWith(".") || (dotted !== "importlib.import_module" && dotted !== "__import__")) return;
      checkModule(first, name, node, context);
    },
  },
});

/** Reports a module that nothing vouches for; true when it did. */
function checkModule(at: Node, dotted: string, statement: Node, context: CodeContext, written = dotted): boolean {
  const { project } = context;
  if (written.startsWith(".")) return checkRelative(at, dotted, written, statement, context);
  // Outside generated code only a project that names its dependencies tells which imports are right.
  if (project.module === null && project.declaredImports === null) return false;
  if (isVouchedFor(dotted, context.isTest, project) || isBesidePath(dotted, context) || isOptional(statement)) return false;
  if (mayComeFromElsewhere(context)) return false;
  context.report({
    at,
    message:
      `Nothing vouches for \`${dotted}\`: it is no standard module, no required import, no dependency of the project and no module of the workspace or the Space. ` +
      "If it is real, add its distribution to the project's dependencies; else use what the contracts have.",
    data: { module: dotted },
  });
  return true;
}

/**
 * The file says itself where modules come from, or the project has a distribution whose modules nobody knows. One whose most likely module the file imports is
 * known well enough.
 */
function mayComeFromElsewhere({ project, isImported, mentions }: CodeContext): boolean {
  const guessed = project.declaredImports?.guessed ?? [];
  return SEARCH_PATH.some((text) => mentions(text)) || guessed.some((names) => !names.some((name) => isImported(name)));
}

/** What changes where Python looks for modules. */
const SEARCH_PATH = ["sys.path", "addsitedir", "sys.meta_path", "sys.modules"];

/** A module of the own package: only the workspace, the Space or the spec's list can have it. */
function checkRelative(at: Node, dotted: string, written: string, statement: Node, context: CodeContext): boolean {
  const { contracts, plannedModules } = context.project;
  // A file outside every source root has no name that dots could be counted from.
  if (/^\.*$/.test(written) || dotted === "" || dotted.startsWith(".")) return false;
  if (contracts.moduleAt(dotted) !== null || plannedModules.has(dotted) || isOptional(statement)) return false;
  if ([...plannedModules].some((planned) => planned.startsWith(`${dotted}.`))) return false;
  context.report({
    at,
    message: `There is no module \`${written}\` (\`${dotted}\`) beside this file, and the spec plans none: this import fails when the file is loaded.`,
    data: { module: dotted },
  });
  return true;
}

/** Found from a folder around the file that is no package: such a folder may be where Python, or pytest, looks for modules. */
function isBesidePath(dotted: string, { project: { contracts }, absoluteName }: CodeContext): boolean {
  for (let dots = "."; ; dots += ".") {
    const folder = absoluteName(dots);
    if (folder === "" || folder.startsWith(".")) return false;
    if (contracts.moduleAt(folder)?.names === null && contracts.moduleAt(`${folder}.${dotted}`) !== null) return true;
  }
}

/** `try: import x` with a handler for ImportError says itself that the module may be missing. */
function isOptional(statement: Node): boolean {
  for (let up = statement.parent; up; up = up.parent) {
    if (
      up.type === "try_statement" &&
      up.children.some((child) => /^except\s*\(?[^:]*\b(ImportError|ModuleNotFoundError)\b/.test(child.text))
    )
      return true;
  }
  return false;
}

function checkName(at: Node, module: string, names: ReadonlySet<string>, statement: Node, context: CodeContext): void {
  const name = at.text;
  const { contracts, plannedModules } = context.project;
  if (
    names.has(name) ||
    contracts.moduleAt(`${module}.${name}`) !== null ||
    plannedModules.has(`${module}.${name}`) ||
    isOptional(statement)
  )
    return;
  if (/^__\w+__$/.test(name)) return;
  const near = nearest(
    name,
    [...names].filter((other) => !other.startsWith("_")),
  );
  context.report({
    at,
    severity: "error",
    message: `\`${module}\` defines no \`${name}\`: this import fails when the module is loaded.${near ? ` Did you mean \`${near}\`?` : ""}`,
    data: { module, name },
  });
}
