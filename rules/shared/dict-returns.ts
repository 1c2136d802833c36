import type { FactKinds, FileFacts } from "../../server/facts/kinds.ts";
import { packetModels } from "./packet-models.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import type { Module, Project } from "../../server/facts/project.ts";
import type { Report } from "../define.ts";
import { fits, modelOf, type KnownModel } from "./models.ts";

type DictReturn = FactKinds["dictReturns"];

/** How a language speaks of a dict, and of returning a model in its place. */
interface Words {
  dict: string;
  place: string;
  instead: (model: KnownModel) => string;
}

const PYTHON: Words = {
  dict: "a dict",
  place: "The dict",
  instead: ({ name }) => `return \`${name}(…)\` and annotate it, so that its fields are checked`,
};

export const TYPESCRIPT_WORDS: Words = {
  dict: "an object",
  place: "The object",
  instead: ({ name, kind }) =>
    kind === "zod"
      ? `annotate it with the type that \`z.infer\` gives for \`${name}\`, so that its fields are checked`
      : `annotate it with \`${name}\`, so that its fields are checked`,
};

/** Methods by which an object gives itself as a dict. */
const DUMPING = /^(?:_*(?:to|as)_(?:dict|json|row|record|payload|object)|_*serialize\w*|dict|json|model_dump\w*|dump|__\w+__)$/;
/** Functions that make what an executor answers with. */
const RESULT_PATH =
  /^_*(?:execute|run|process|handle|start|finish|finali[sz]e|complete|terminate|abort|fail|result|(?:build|make|create|to|format)_\w*result)(?:_\w+)?$/;

/** Reports a function that returns dicts of exactly what one known model holds, and an executor's result that is a dict. */
export function judgeDictReturn(
  found: DictReturn,
  facts: FileFacts,
  models: readonly KnownModel[],
  kind: Module["kind"] | null,
  project: Project,
  report: (report: Report) => void,
  words: Words = PYTHON,
): void {
  const name = snakeCase(found.name);
  if (DUMPING.test(name)) return;
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
      message: `\`${found.name}\` returns ${words.dict} of what \`${model.name}\` holds${kept(found)}: ${words.instead(model)}.`,
      related: [
        ...literals.map(({ span }) => ({ at: span, message: words.place })),
        ...(model.at
          ? [{ ...(model.path === null ? {} : { path: model.path }), at: model.at, message: `\`${model.name}\` is defined here` }]
          : []),
      ],
      data: { function: found.name, model: model.name },
    });
    return;
  }
  if (kind !== "executor" || !RESULT_PATH.test(name) || !isExecutorMethod(found, facts)) return;
  const result = executorResult(project);
  const holds = literals.filter(({ keys }) => keys.filter((key) => result.fields.has(snakeCase(key))).length >= 2);
  if (holds.length === 0 || holds.length < literals.length) return;
  report({
    at: found.span,
    message: `\`${found.name}\` gives the executor's result as ${words.dict}${kept(found)}: return \`${result.name}\`, whose fields the schema knows.`,
    related: holds.map(({ span }) => ({ at: span, message: words.place })),
    data: { function: found.name, model: result.name },
  });
}

function kept({ annotation }: DictReturn): string {
  return annotation === null ? "" : ` as \`${annotation}\``;
}

/** `raw_dict_packet` speaks of packets. */
function isPacket({ name }: KnownModel, project: Project): boolean {
  return packetModels(project).includes(name.replace(/Schema$/, "").replace(/^[a-z]/, (first) => first.toUpperCase()));
}

/** A method of a class that is an executor by name, or a plain function of the executor's file. */
function isExecutorMethod({ owner }: DictReturn, { classes }: FileFacts): boolean {
  return (
    owner === null ||
    /(?:Executor|Service|Runtime|Runner|Module|Agent)\w*$/.test(owner) ||
    !classes.some(({ qualified, kind }) => qualified === owner && kind !== "plain")
  );
}

/** The result model under the repository's name for it, and what it holds; without one, what the generator document assumes of it. */
function executorResult({ contracts, profile }: Project): { name: string; fields: ReadonlySet<string> } {
  const lookup = contracts.part("executor_result");
  const model = lookup.status === "found" ? modelOf(lookup.class) : null;
  if (model) return { name: model.name, fields: new Set(model.fields.map((field) => snakeCase(field.name))) };
  return { name: contracts.nameOf("executor_result"), fields: new Set(profile.executor_result_fields) };
}
