import { lastName, walk, type ModuleNames } from "../../../code/index.ts";
import type { TestNames } from "../../../code/tests/names.ts";

/** What a module's names say of its tests. */
export function testNames(module: ModuleNames): TestNames {
  return {
    resolve: (node) => module.resolve(node),
    global: (name) => module.global(name),
    isExtended: (name) => module.units.some(({ node }) => extendsIt(node, name)),
  };
}

function extendsIt(root: Parameters<typeof walk>[0], name: string): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.type === "class_definition")
      found ||= (node.child("superclasses")?.operands ?? []).some((base) => lastName(base) === name);
    return !found && node.type !== "function_definition";
  });
  return found;
}
