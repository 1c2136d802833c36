import type { Profile } from "../../rules/profile/schema.ts";
import type { Contracts } from "./contracts.ts";
import type { DocumentFacts } from "./document.ts";
import type { FileFacts } from "./kinds.ts";
import type { SpecDocument } from "./spec.ts";
import type { TestRuns } from "./test-runs.ts";

/** A file of a module and what it says; `facts` is null for a file that is not Python or can not be read. */
export interface ModuleFile {
  /** Absolute path. */
  readonly path: string;
  readonly isTest: boolean;
  readonly facts: FileFacts | null;
  /** What a Markdown file says; null for any other. */
  readonly document: DocumentFacts | null;
  /** What decides outside a Python file of tests which of them pytest runs; left out for any other file. */
  readonly runs?: TestRuns;
  /** Why no runner takes a TypeScript file for one of tests, as it follows a test's name; left out where one does. */
  readonly unselected?: string;
}

/** A spec and the files that belong to it. */
export interface Module {
  readonly id: string;
  readonly kind: "adapter" | "tool" | "executor" | "governance" | "service";
  readonly specPath: string;
  readonly spec: SpecDocument;
  readonly files: readonly ModuleFile[];
  /** Files of others that the spec lets the module change, such as `api/server.py`: where it is wired in. */
  readonly modified: readonly ModuleFile[];
}

/** How long the code files of a module are. Changes with every line, so it is kept apart from facts. */
export interface ModuleSizes {
  readonly spec: SpecDocument;
  /** Python and TypeScript files with their lines. */
  readonly files: readonly { readonly path: string; readonly lines: number }[];
}

/** The top-level modules that a project's dependencies bring, in lower case: distributions are found with any capitals. */
export interface DeclaredImports {
  readonly names: ReadonlySet<string>;
  /** For each distribution whose modules are not known, what they are most likely called. It may bring a module of any other name. */
  readonly guessed: readonly (readonly string[])[];
}

/** What rules know beyond the file they look at. The object is replaced when anything in it changes. */
export interface Project {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly profile: Profile;
  readonly contracts: Contracts;
  /** What the project's dependencies bring; null when it names none. */
  readonly declaredImports: DeclaredImports | null;
  /** Dotted modules that the module's spec lets be written, whether they exist yet or not. */
  readonly plannedModules: ReadonlySet<string>;
  /** The module the file at hand belongs to. */
  readonly module: { readonly id: string; readonly kind: Module["kind"]; readonly specPath: string } | null;
}
