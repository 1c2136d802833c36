import { isTypeScript } from "../../server/facts/languages.ts";
import type { Project } from "../../server/facts/project.ts";
import { workspaceName } from "../../server/code/names/typescript/module-paths.ts";
import { defineRule } from "../define.ts";
import { judgeDictReturn, TYPESCRIPT_WORDS } from "../shared/dict-returns.ts";
import { modelsOf, modelsOutside } from "../shared/models.ts";

export default defineRule({
  id: "dict_where_model",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A function that returns a dict, in TypeScript an object without a type, of exactly what a model holds.",
  why: "The model's types and required fields are thrown away: callers guess at keys, and a missing one is found out at run time.",
  instead: "Return the model, and annotate the function with it.",
  examples: [
    {
      bad: 'class Reply(BaseModel):\n    status: str\n    order_id: str\n\ndef reply(order_id: str) -> dict:\n    return {"status": "ok", "order_id": order_id}\n',
      good: 'class Reply(BaseModel):\n    status: str\n    order_id: str\n\ndef reply(order_id: str) -> Reply:\n    return Reply(status="ok", order_id=order_id)\n',
    },
  ],
  code: {
    file(context) {
      const { module, project, facts, isTest, kind, contractClass } = context;
      // A file of a module is compared with the models of the whole module, below.
      if (isTest || project.module) return;
      const isPython = module.source.language === "python";
      const candidates = facts.dictReturns.filter(
        ({ literals }) => !isPython || kind === "executor" || literals.every(({ open }) => !open),
      );
      // Which models there are takes long to find out.
      if (candidates.length === 0) return;
      const models = [...modelsOf(facts.classes, null), ...modelsOutside(facts, project, contractClass)];
      const words = isPython ? undefined : TYPESCRIPT_WORDS;
      for (const found of candidates)
        judgeDictReturn(found, facts, models, kind, project, (report) => context.report(report), words);
    },
  },
  module(module, { project, report }) {
    const files = module.files.flatMap(({ path, facts, isTest }) => (facts && !isTest ? [{ path, facts }] : []));
    for (const { path, facts } of files) {
      if (facts.dictReturns.length === 0) continue;
      // A model of the other language can not be returned.
      const sameLanguage = files.filter((other) => isTypeScript(other.path) === isTypeScript(path));
      const classes = sameLanguage.flatMap((other) => other.facts.classes);
      const own = sameLanguage.flatMap((other) =>
        modelsOf(other.facts.classes, other.path === path ? null : other.path, classes),
      );
      const outside = modelsOutside(facts, project, (dotted) => classNamed(dotted, path, project));
      for (const found of facts.dictReturns) {
        const words = isTypeScript(path) ? TYPESCRIPT_WORDS : undefined;
        judgeDictReturn(found, facts, [...own, ...outside], module.kind, project, (made) => report(path, made), words);
      }
    }
  },
});

/** The class that a dotted name stands for in a file of the module. */
function classNamed(dotted: string, path: string, { contracts, root }: Project): ReturnType<Project["contracts"]["classAt"]> {
  if (!isTypeScript(path)) return contracts.classAt(dotted);
  return contracts.classAt(workspaceName(dotted, path.slice(root.length + 1).replaceAll("\\", "/")), "typescript");
}
