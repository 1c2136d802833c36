import type { FactKinds, PythonFacts } from "../../server/facts/python/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import { defineRule, type Report } from "../define.ts";
import type { Project, Module } from "../../server/facts/project.ts";
import { fits, importedModels, modelOf, modelsOf, requiredModels, type KnownModel } from "../shared/models.ts";

type DictReturn = FactKinds["dictReturns"];

/** Methods by which an object gives itself as a dict. */
const DUMPING = /^(?:_*(?:to|as)_(?:dict|json|row|record|payload)|_*serialize\w*|dict|json|model_dump\w*|dump|__\w+__)$/;
/** Functions that make what an executor answers with. */
const RESULT_PATH =
  /^_*(?:execute|run|process|handle|start|finish|finali[sz]e|complete|terminate|abort|fail|result|(?:build|make|create|to|format)_\w*result)(?:_\w+)?$/;

export default defineRule({
  id: "dict_where_model",
  family: "patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A function that returns a dict of exactly what a model holds.",
  why: "The model's types and required fields are thrown away: callers guess at keys, and a missing one is found out at run time.",
  instead: "Return the model, and annotate the function with it.",
  examples: [
    {
      bad: 'class Reply(BaseModel):\n    status: str\n    order_id: str\n\ndef reply(order_id: str) -> dict:\n    return {"status": "ok", "order_id": order_id}\n',
      good: 'class Reply(BaseModel):\n    status: str\n    order_id: str\n\ndef reply(order_id: str) -> Reply:\n    return Reply(status="ok", order_id=order_id)\n',
    },
  ],
  pythonFile(context) {
    const { project, facts, isTest, kind, contractClass } = context;
    // A file of a module is compared with the models of the whole module, below.
    if (isTest || project.module || facts.dictReturns.length === 0) return;
    const models = [...modelsOf(facts.classes, null), ...knownOutside(facts, project, contractClass)];
    for (const found of facts.dictReturns) judge(found, facts, models, kind, project, (report) => context.report(report));
  },
  module(module, context) {
    const files = module.files.flatMap(({ path, facts, isTest }) => (facts && !isTest ? [{ path, facts }] : []));
    const classes = files.flatMap(({ facts }) => facts.classes);
    for (const { path, facts } of files) {
      if (facts.dictReturns.length === 0) continue;
      const own = files.flatMap((other) => modelsOf(other.facts.classes, other.path === path ? null : other.path, classes));
      const outside = knownOutside(facts, context.project, (dotted) => context.project.contracts.classAt(dotted));
      for (const found of facts.dictReturns) {
        judge(found, facts, [...own, ...outside], module.kind, context.project, (report) => context.report(path, report));
      }
    }
  },
});

function knownOutside(facts: PythonFacts, project: Project, classAt: (dotted: string) => ContractClass | null): KnownModel[] {
  return [...importedModels(facts, classAt), ...requiredModels(project)];
}

function judge(
  found: DictReturn,
  facts: PythonFacts,
  models: readonly KnownModel[],
  kind: Module["kind"] | null,
  project: Project,
  report: (report: Report) => void,
): void {
  if (DUMPING.test(found.name)) return;
  const { literals } = found;
  const model = models.find(
    (candidate) =>
      candidate.name !== found.owner &&
      !isPacket(candidate, project) &&
      literals.every(({ keys, open }) => !open && fits(keys, candidate)),
  );
  if (model) {
    report({
      at: found.span,
      message: `\`${found.name}\` returns a dict of what \`${model.name}\` holds${kept(found)}: return \`${model.name}(…)\` and annotate it, so that its fields are checked.`,
      related: [
        ...literals.map(({ span }) => ({ at: span, message: "The dict" })),
        ...(model.at
          ? [{ ...(model.path === null ? {} : { path: model.path }), at: model.at, message: `\`${model.name}\` is defined here` }]
          : []),
      ],
      data: { function: found.name, model: model.name },
    });
    return;
  }
  if (kind !== "executor" || !RESULT_PATH.test(found.name) || !isExecutorMethod(found, facts)) return;
  const result = executorResult(project);
  const holds = literals.filter(({ keys }) => keys.filter((key) => result.fields.includes(key)).length >= 2);
  if (holds.length === 0 || holds.length < literals.length) return;
  report({
    at: found.span,
    message: `\`${found.name}\` gives the executor's result as a dict${kept(found)}: return \`${result.name}\`, whose fields the schema knows.`,
    related: holds.map(({ span }) => ({ at: span, message: "The dict" })),
    data: { function: found.name, model: result.name },
  });
}

function kept({ annotation }: DictReturn): string {
  return annotation === null ? "" : ` as \`${annotation}\``;
}

/** `raw_dict_packet` speaks of packets. */
function isPacket({ name }: KnownModel, { profile }: Project): boolean {
  return profile.packets.models.includes(name);
}

/** A method of a class that is an executor by name, or a plain function of the executor's file. */
function isExecutorMethod({ owner }: DictReturn, { classes }: PythonFacts): boolean {
  return (
    owner === null ||
    /(?:Executor|Service|Runtime|Runner|Module|Agent)\w*$/.test(owner) ||
    !classes.some(({ qualified, kind }) => qualified === owner && kind !== "plain")
  );
}

/** The result model under the repository's name for it, and what it holds; without one, what the generator document assumes of it. */
function executorResult({ contracts, profile }: Project): { name: string; fields: readonly string[] } {
  const lookup = contracts.required("ExecutorResult");
  const model = lookup.status === "found" ? modelOf(lookup.class) : null;
  if (model) return { name: model.name, fields: model.fields.map(({ name }) => name) };
  return { name: "ExecutorResult", fields: profile.executor_result_fields };
}
