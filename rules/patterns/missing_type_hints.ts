import { isAsync, isFunction, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type Fix, type Report } from "../define.ts";
import { explicitAny } from "../shared/explicit-any.ts";
import { parameterName, untypedParameters } from "../shared/parameters.ts";
import { returnsNothing } from "../shared/returns-nothing.ts";
import { exportedSignatures, signatureOf, type Signature } from "./missing_type_hints-signatures.ts";

export default defineRule({
  id: "missing_type_hints",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "safe",
  what: "A function whose parameters or return have no type; in TypeScript an exported function or a method, and every `any`.",
  why: "Types are how generated code is held to its contracts: where one is missing, a wrong model passes unseen.",
  instead:
    "Annotate every parameter but `self` and `cls`, and the return; `-> None` or `: void` where nothing is returned. In place of `any` write the real type, or `unknown` and narrow it.",
  examples: [
    {
      bad: "def total(lines, tax=0):\n    return sum(lines) + tax\n",
      good: "def total(lines: list[int], tax: int = 0) -> int:\n    return sum(lines) + tax\n",
    },
  ],
  code: {
    visit: {
      function_definition(node, context) {
        if (node.source.language === "typescript" || context.path.endsWith(".pyi")) return;
        const signature = signatureOf(node, context);
        const found = signature && judge(signature);
        if (found) context.report(found);
      },
      ts_any_keyword(node, context) {
        const message = isDeclarationFile(context.path) ? null : explicitAny(node);
        if (message) context.report({ at: node, message, data: { any: true } });
      },
    },
    file({ module, path, report }) {
      // Whether a function of TypeScript is exported is written anywhere in the file.
      if (module.source.language === "python" || isDeclarationFile(path)) return;
      for (const { node: root } of module.units) {
        walk(root, (node) => {
          for (const signature of isFunction(node) ? exportedSignatures(node, module, path) : []) {
            const found = judge(signature);
            if (found) report(found);
          }
        });
      }
    },
  },
});

/** A declaration file tells of code that stands elsewhere. */
function isDeclarationFile(path: string): boolean {
  return /\.d\.(?:[mc]?ts|[\w-]+\.ts)$/.test(path);
}

function judge({ definition, name, at, needsReturn, skipsFirst }: Signature): Report | null {
  const [self] = skipsFirst ? (definition.child("parameters")?.operands ?? []) : [];
  const isSelf = (parameter: Node): boolean => parameter === self && !parameter.type.endsWith("splat_pattern");
  const missing = untypedParameters(definition)
    .filter((parameter) => !isSelf(parameter))
    .map(parameterName);
  const noReturn = needsReturn && !definition.child("return_type");
  if (missing.length === 0 && !noReturn) return null;
  const fix = noReturn && returnsNothing(definition) ? addNothing(definition) : undefined;
  return {
    at,
    message: messageFor(name, missing, noReturn, fix?.type),
    fix: fix?.fix,
    data: { parameters: missing, return: noReturn },
  };
}

function messageFor(name: string, missing: readonly string[], noReturn: boolean, type: string | undefined): string {
  const what = missing.length > 0 ? [`its ${missing.length > 1 ? "parameters" : "parameter"} ${list(missing)}`] : [];
  if (noReturn) what.push("its return");
  const hint = type ? ` (it returns nothing: \`${type}\`)` : "";
  const subject = name === "export default" ? "The default export" : `\`${name}\``;
  return `${subject} has no type for ${what.join(" and ")}${hint}: annotate it, so that the contracts can be checked.`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** Writes the type of what returns nothing behind the parameters. */
function addNothing(definition: Node): { type: string; fix: Fix } | undefined {
  const isPython = definition.source.language === "python";
  const type = isPython ? "-> None" : isAsync(definition) ? ": Promise<void>" : ": void";
  const at = isPython ? (definition.child("parameters")?.end ?? null) : afterParameters(definition);
  if (at === null) return undefined;
  const text = isPython ? ` ${type}` : type;
  return { type, fix: { title: `Add \`${type}\``, safety: "safe", edits: [{ span: { start: at, end: at }, text }] } };
}

/** Behind the closing parenthesis; null where comments make it hard to tell which that is. */
function afterParameters(definition: Node): number | null {
  const last = definition.child("parameters")?.operands.at(-1) ?? definition.child("type_parameters") ?? definition.child("name");
  const from = last?.end ?? definition.start;
  const between = definition.source.text.value.slice(from, definition.child("body")?.start);
  const close = between.lastIndexOf(")");
  return close < 0 || between.includes("//") || between.includes("/*") ? null : from + close + 1;
}
