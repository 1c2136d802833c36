import { stringValue } from "../../code/read.ts";
import type { FactExtractor } from "../context.ts";

const OWN_MODULE = /^(?:setattr\(\s*)?(?:sys\.)?modules\[/;

/**
 * The names that can be imported from a module: those that each top-level statement binds, and what TypeScript exports under another name; `*` where a statement
 * makes names that nobody can read (`globals()[name] = …`, `setattr(sys.modules[__name__], …)`, a `__getattr__` that is given).
 */
export const names: FactExtractor = {
  "@unit"(_, context) {
    for (const name of context.module.scopesOf(context.unit).top.bindings.keys()) {
      context.emit("names", { name });
      if (name === "__getattr__") context.emit("names", { name: "*" });
    }
  },
  call(node, context) {
    const callee = node.child("function");
    const isNamespace = callee?.type === "identifier" && (callee.text === "globals" || node.text === "vars()");
    // Reading one name out of it makes none.
    const reads =
      isNamespace &&
      node.parent?.type === "attribute" &&
      /^(?:get|keys|values|items|copy)$/.test(node.parent.child("attribute")?.text ?? "");
    if ((isNamespace && !reads) || (callee?.text === "setattr" && OWN_MODULE.test(node.text)))
      context.emit("names", { name: "*" });
  },
  assignment(node, context) {
    if (node.source.language === "python" && OWN_MODULE.test(node.child("left")?.text ?? ""))
      context.emit("names", { name: "*" });
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
