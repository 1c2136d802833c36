import { stringValue } from "../../code/read.ts";
import type { FactExtractor } from "../context.ts";

/** The names that can be imported from a module: those that each top-level statement binds, and what TypeScript exports under another name. */
export const names: FactExtractor = {
  "@unit"(_, context) {
    for (const name of context.module.scopesOf(context.unit).top.bindings.keys()) context.emit("names", { name });
  },
  export_specifier({ operands }, context) {
    const [local, exported] = operands.map((name) => (name.type === "identifier" ? name.text : (stringValue(name) ?? "")));
    if (exported !== undefined && (exported !== local || context.module.global(exported).length === 0))
      context.emit("names", { name: exported });
  },
  export_all_declaration({ operands: [exported] }, context) {
    if (exported?.type === "identifier") context.emit("names", { name: exported.text });
  },
  export_default_declaration(_, context) {
    context.emit("names", { name: "default" });
  },
};
