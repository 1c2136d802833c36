import type { Profile } from "../../rules/profile/schema.ts";
import type { Contracts } from "./contracts.ts";
import type { PythonFacts } from "./python/types.ts";
import type { SpecDocument } from "./spec.ts";

/** A file of a module and what it says; `facts` is null for a file that is not Python or can not be read. */
export interface ModuleFile {
  /** Absolute path. */
  readonly path: string;
  readonly isTest: boolean;
  readonly facts: PythonFacts | null;
  /** Lines of the file. */
  readonly lines: number;
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

/** What rules know beyond the file they look at. The object is replaced when anything in it changes. */
export interface Project {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly profile: Profile;
  readonly contracts: Contracts;
  /** Top-level modules that the project's dependencies bring; null when it names none. */
  readonly declaredImports: ReadonlySet<string> | null;
  /** Dotted modules that the module's spec lets be written, whether they exist yet or not. */
  readonly plannedModules: ReadonlySet<string>;
  /** The module the file at hand belongs to. */
  readonly module: { readonly id: string; readonly kind: Module["kind"]; readonly specPath: string } | null;
}
