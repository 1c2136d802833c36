import type { FactExtractor } from "../context.ts";

/** The names that can be imported from a module: those that each top-level statement binds. */
export const names: FactExtractor = {
  "@unit"(_, context) {
    for (const name of context.module.scopesOf(context.unit).top.bindings.keys()) context.emit("names", { name });
  },
};
