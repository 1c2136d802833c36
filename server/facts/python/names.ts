import type { FactExtractor } from "./extract.ts";

/** A name that a module defines at its top level, however it is bound. */
export interface NameFact {
  name: string;
}

/** The names that can be imported from a module: those that each top-level statement binds. */
export const names: FactExtractor = {
  "@unit"(_, context) {
    for (const name of context.module.scopesOf(context.unit).top.bindings.keys()) context.emit("names", { name });
  },
};
