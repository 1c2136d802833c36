import type { Project } from "../../server/facts/project.ts";
import { STANDARD_LIBRARY } from "./standard-library.ts";

/** Distributions that the house way takes for granted, in code and in tests. */
const KNOWN = new Set(["pydantic"]);
const KNOWN_IN_TESTS = new Set(["pytest", "pytest_asyncio", "anyio"]);

/** True for a Python module that the standard library, the house, the project's dependencies, the workspace, the Space or the spec's plan has. */
export function isVouchedFor(dotted: string, isTest: boolean, project: Project): boolean {
  const { profile, contracts, declaredImports, plannedModules } = project;
  const top = dotted.split(".")[0] as string;
  if (STANDARD_LIBRARY.has(top) || KNOWN.has(top) || (isTest && KNOWN_IN_TESTS.has(top))) return true;
  if (declaredImports?.names.has(top.toLowerCase())) return true;
  if (
    Object.values(profile.required_imports).some(
      ({ module }) => module === dotted || module.split(".")[0] === dotted || dotted.startsWith(`${module}.`),
    )
  )
    return true;
  // An import that is forbidden is said to be so by another rule.
  if (profile.forbidden_imports.some(({ module }) => module === top)) return true;
  if (contracts.moduleAt(dotted) !== null || plannedModules.has(dotted)) return true;
  return [...plannedModules].some((planned) => planned.startsWith(`${dotted}.`));
}
