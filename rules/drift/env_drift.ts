import type { Module } from "../../server/facts/project.ts";
import { defineRule, type Fix, type ModuleContext } from "../define.ts";
import { environmentOf, type EnvRead } from "../shared/module-env.ts";
import { ModuleNames } from "../shared/module-names.ts";
import { appendToList, newList } from "../shared/spec-list.ts";

export default defineRule({
  id: "env_drift",
  family: "drift",
  check: "contracts_extracted",
  severity: "warning",
  languages: ["yaml", "python", "typescript"],
  fix: "unsafe",
  what: "An environment variable that the code reads and the spec does not declare, or the other way round.",
  why: "Deployments are made from the spec: a variable it does not name is missing in production, one that nobody reads configures nothing.",
  instead: "Declare every variable under `module.environment`, and read every one that is declared.",
  examples: [
    {
      bad: '# spec: environment: {required: [ORDERS_SECRET]}\nsecret = os.environ["ORDER_SECRET"]\n',
      good: '# spec: environment: {required: [ORDERS_SECRET]}\nsecret = os.environ["ORDERS_SECRET"]\n',
    },
  ],
  module(module, context) {
    const names = new ModuleNames(module);
    if (names.code.length === 0) return;
    const { spec } = module;
    const declared = [...spec.environment.required, ...spec.environment.optional];
    const own = environmentOf(names, names.code);
    reportUndeclared(module, own.reads, new Set(declared.map(({ text }) => text)), context);
    if (declared.length === 0) return;
    const all = names.wiring.length > 0 ? environmentOf(names, [...names.code, ...names.wiring]) : own;
    const seen = new Set<string>();
    for (const { text, span } of declared) {
      if (seen.has(text) || !/^\w+$/.test(text) || all.isUsed(text)) continue;
      seen.add(text);
      const near = own.reads[0];
      const file = near?.file ?? names.code[0];
      context.report(module.specPath, {
        at: span,
        message: `\`${text}\` is declared, but the module's code never reads it: read it, or take it out of the spec.`,
        related: file
          ? [
              {
                path: file.path,
                at: near?.span ?? { start: 0, end: 0 },
                message: near ? "Where the code reads its environment" : "The module's code",
              },
            ]
          : [],
        data: { variable: text },
      });
    }
  },
});

function reportUndeclared(
  module: Module,
  reads: readonly EnvRead[],
  declared: ReadonlySet<string>,
  context: ModuleContext,
): void {
  const ambient = new Set(context.project.profile.ambient_environment);
  const upper = new Set([...declared].map((name) => name.toUpperCase()));
  const reported = new Set<string>();
  for (const { file, span, names, anyCase, nested } of reads) {
    const [name] = names;
    if (name === undefined || nested || reported.has(name)) continue;
    if (names.some((candidate) => (anyCase ? upper.has(candidate) : declared.has(candidate)) || ambient.has(candidate))) continue;
    reported.add(name);
    const entry = module.spec.get("module.environment");
    context.report(file.path, {
      at: span,
      message: `\`${name}\` is read here, but the spec does not declare it: add it to \`module.environment\`, or read a variable that is declared.`,
      related: [
        {
          path: module.specPath,
          at: entry?.keySpan ?? module.spec.idSpan,
          message: entry ? "What the spec declares" : "The spec declares no environment",
        },
      ],
      data: { variable: name },
      fix: declareFix(module, name),
    });
  }
}

/** Adds the variable to the spec's optional ones, to the required ones where there are no others, else as the first of a new list. */
function declareFix(module: Module, name: string): Fix | undefined {
  const appended = ["optional", "required"]
    .map((list) => appendToList(module.spec, `module.environment.${list}`, name))
    .find((edit) => edit !== null);
  const edits = appended ? [appended] : newList(module.spec, "module.environment.required", name);
  return edits ? { title: `Declare \`${name}\` in the spec`, safety: "unsafe", path: module.specPath, edits } : undefined;
}
