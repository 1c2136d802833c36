import type { z } from "zod";
import { nearest } from "../../../rules/shared/nearest.ts";
import type { OwnRuleData } from "../../code/pattern/rule-data.ts";
import type { YamlNode } from "../../syntax/yaml.ts";
import { describeIssue } from "../config-issue.ts";
import { follow, keySpan, plainYaml } from "../yaml-place.ts";
import { ruleNodes, type RuleProblem } from "./rule-nodes.ts";
import { ownRuleSchema, OTHER_WORDS } from "./schema.ts";

/** The rules of a file that can be read, and what is wrong with the others. */
export function readRules(file: string, text: string): { rules: OwnRuleData[]; problems: RuleProblem[] } {
  const { nodes, problems } = ruleNodes(text);
  if (problems.length > 0) return { rules: [], problems };
  const rules: OwnRuleData[] = [];
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "map") {
      problems.push({ span: node.span, message: "A rule is a map with `id`, `language`, `message` and `rule` or `require`." });
      continue;
    }
    const parsed = ownRuleSchema.safeParse(plainYaml(node));
    if (!parsed.success) {
      const found = parsed.error.issues.flatMap((issue) => locate(issue, node));
      // A key that is misspelt is not missing besides.
      const meant = new Set(found.map(({ near }) => near));
      problems.push(...found.filter(({ missing }) => missing === undefined || !meant.has(missing)));
    } else if ((parsed.data.rule === undefined) === (parsed.data.require === undefined)) {
      const message =
        parsed.data.rule === undefined
          ? "This rule looks for nothing: give `rule` (each match is a finding) or `require` (a file without a match is)."
          : "A rule has `rule` or `require`, not both: write two.";
      problems.push({ span: keySpan(node, parsed.data.rule === undefined ? "id" : "require"), message });
    } else rules.push(dataOf(parsed.data, file, at));
  }
  return { rules, problems };
}

function dataOf(rule: z.infer<typeof ownRuleSchema>, file: string, at: number): OwnRuleData {
  const {
    language,
    fix,
    severity = "warning",
    why = "",
    instead = "",
    paths = [],
    ignore_paths: ignorePaths = [],
    ...rest
  } = rule;
  const languages = [language].flat().map((name) => (/^py/i.test(name) ? ("python" as const) : ("typescript" as const)));
  return {
    ...rest,
    language: [...new Set(languages)],
    severity: severity === "hint" ? "info" : severity,
    fix: fixOf(fix),
    why,
    instead,
    paths,
    ignorePaths,
    file,
    at,
  };
}

function fixOf(fix: z.infer<typeof ownRuleSchema>["fix"]): OwnRuleData["fix"] {
  if (fix === undefined) return undefined;
  return typeof fix === "string" ? { template: fix, safety: "safe" } : { template: fix.template, safety: fix.safety ?? "safe" };
}

/** An issue at the place of the file that it speaks of. */
function locate(issue: z.core.$ZodIssue, root: YamlNode): (RuleProblem & { missing?: string })[] {
  const { node, entry } = follow(root, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(issue.path);
    return issue.keys.map((key) => {
      const near = OTHER_WORDS[key] !== undefined && known.includes(OTHER_WORDS[key]) ? OTHER_WORDS[key] : nearest(key, known);
      const hint = near ? `; did you mean \`${near}\`?` : `: use one of ${known.join(", ")}.`;
      return {
        span: keySpan(node, key),
        message: `\`${key}\` is no key of ${entry ? `\`${issue.path.map(String).join(".")}\`` : "a rule"}${hint}`,
        near,
      };
    });
  }
  if (issue.code === "invalid_union") {
    const best = issue.errors.find((issues) =>
      issues.every((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys"),
    );
    if (best && best.length > 0) return best.flatMap((inner) => locate({ ...inner, path: [...issue.path, ...inner.path] }, root));
    const shape = SHAPES[String(issue.path.at(-1))] ?? "something else";
    return [{ span: node.span, message: `\`${issue.path.map(String).join(".")}\` must be ${shape}.` }];
  }
  if (issue.code === "invalid_type" && entry === null && node.kind === "map") {
    // A key that must be there is missing: what is said stands at the rule's own name, or at what lacks it.
    const key = String(issue.path.at(-1) ?? "");
    const message = `${node === root ? "This rule" : `\`${issue.path.slice(0, -1).map(String).join(".")}\``} has no \`${key}\`: ${WHAT[key] ?? "add it"}.`;
    return [{ missing: key, span: node === root ? keySpan(root, "id") : node.span, message }];
  }
  if (issue.code === "invalid_format" && issue.path[0] === "id")
    return [{ span: node.span, message: "An `id` is made of letters, digits, `_` and `-`, and begins with a letter." }];
  return [{ span: node.span, message: describeIssue(issue, node) }];
}

/** What may stand at keys that take several shapes. */
const SHAPES: Readonly<Record<string, string>> = {
  language: "python, typescript, or a list of both",
  pattern: "code, or a map with `context` and `selector`",
  imports: "the name of a module or of what it has, or a list of them",
  fix: "a text, or a map with `template` and `safety`",
  stopBy: "`neighbor`, `end`, or a map that says what ends the search",
};

const WHAT: Readonly<Record<string, string>> = {
  id: "it is what suppressions and the configuration call it",
  language: "python, typescript, or a list of both",
  message: "say what is wrong and what to do",
  template: "say what to write in the match's place",
  context: "give a larger piece of code that parses",
  selector: "name the kind of the node in it that is looked for",
};

/** The keys that a place of a rule may have. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  const top = Object.keys(ownRuleSchema.shape);
  if (path.length === 0) return top;
  if (path[0] === "fix") return ["template", "safety"];
  const last = path.findLast((step) => typeof step === "string");
  if (last === "pattern") return ["context", "selector"];
  const keys = ["pattern", "kind", "regex", "imports", "inside", "has", "follows", "precedes", "all", "any", "not"];
  return ["inside", "has", "follows", "precedes"].includes(String(last)) ? [...keys, "stopBy", "field"] : keys;
}
