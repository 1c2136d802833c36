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
}

/** What rules know beyond the file they look at. The object is replaced when anything in it changes. */
export interface Project {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly profile: Profile;
  readonly contracts: Contracts;
  /** The module the file at hand belongs to. */
  readonly module: { readonly id: string; readonly kind: Module["kind"]; readonly specPath: string } | null;
}
