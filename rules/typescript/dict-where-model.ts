import type { TypeScriptRule } from "../define.ts";
import { judgeDictReturn, TYPESCRIPT_WORDS } from "../shared/dict-returns.ts";
import { modelsOf, modelsOutside } from "../shared/models.ts";

/** `Record<string, unknown>`, `object` or no type at all for an object that an interface, type or schema describes. */
export const dictWhereModel: TypeScriptRule = {
  id: "dict_where_model",
  file(context) {
    const { project, facts, isTest, kind, contractClass } = context;
    // A file of a module is compared with the models of the whole module, with the other rules about modules.
    if (isTest || project.module || facts.dictReturns.length === 0) return;
    const models = [...modelsOf(facts.classes, null), ...modelsOutside(facts, project, contractClass)];
    for (const found of facts.dictReturns)
      judgeDictReturn(found, facts, models, kind, project, (report) => context.report(report), TYPESCRIPT_WORDS);
  },
};
