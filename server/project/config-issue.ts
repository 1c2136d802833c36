import type { z } from "zod";
import type { YamlNode } from "../syntax/yaml.ts";

/** What is wrong with a value, in words: what was expected and what stands there. */
export function describeIssue(issue: z.core.$ZodIssue, node: YamlNode): string {
  const name = issue.path.length > 0 ? `\`${issue.path.map(String).join(".")}\`` : "The configuration";
  const found = describeNode(node);
  switch (issue.code) {
    case "invalid_type":
      return `${name} must be ${article(issue.expected)}, but is ${found}.`;
    case "invalid_value":
      return `${name} must be ${oneOf(issue.values.map(String))}, but is ${found}.`;
    case "too_small":
      return node.kind === "scalar" && typeof node.value === "number"
        ? `${name} must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}, but is ${found}.`
        : `${name} must not be empty.`;
    case "too_big":
      return `${name} must be at most ${issue.maximum}, but is ${found}.`;
    case "invalid_format":
      if (issue.path[0] === "baseline")
        return `${name} must name a .json file in this configuration's folder or below it, without \`..\`, but is ${found}.`;
      if (issue.format === "regex") return `${name} must be ${issue.message}, but is ${found}.`;
      return `${name} must be ${article(issue.format)}, but is ${found}.`;
    case "invalid_union":
      if (issue.message !== "Invalid input") return `${name} must be ${issue.message}, but is ${found}.`;
      return `${name} must be a list of rows to add, or a map with \`add\`, \`remove\` or \`replace\`, but is ${found}.`;
    default:
      return `${name}: ${issue.message}.`;
  }
}

/** What is said of a key that must be there and is not. */
export function describeMissing(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  const owner = path.length > 1 ? `\`${path.slice(0, -1).join(".")}\`` : "The configuration";
  const expected = issue.code === "invalid_type" ? `, ${article(issue.expected)}` : "";
  return `${owner} needs the key \`${path.at(-1) ?? ""}\`${expected}.`;
}

function describeNode(node: YamlNode): string {
  if (node.kind !== "scalar") return node.kind === "map" ? "a map" : "a list";
  if (node.value === null) return "empty";
  if (typeof node.value === "string")
    return `the text ${JSON.stringify(node.value.length > 60 ? `${node.value.slice(0, 60)}…` : node.value)}`;
  return String(node.value);
}

/** zod's names of types in the words of YAML. */
function article(expected: string): string {
  switch (expected) {
    case "object":
    case "record":
      return "a map";
    case "array":
      return "a list";
    case "string":
      return "a text";
    case "int":
      return "a whole number";
    case "url":
      return "an address (https://…)";
    case "boolean":
      return "true or false";
    default:
      return `a ${expected}`;
  }
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] as string) : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
