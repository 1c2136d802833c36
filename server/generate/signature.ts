import type { ContractClass, ContractMethod } from "../facts/contracts.ts";

/** A class of the contracts, as much of it as a caller needs: the line that imports it, its fields with their defaults, its methods. */
export function signature(found: ContractClass): string {
  const { attributes, members } = found;
  const names = members.map(({ name }) => name);
  return [
    `${importLine(found)}  # ${found.kind}`,
    ...fieldLines(found).map((line) => `  ${line}`),
    ...(names.length > 0 ? [`  members: ${names.join(", ")}`] : []),
    ...found.methods.map((method) => `  ${methodLine(method)}`),
    ...(attributes.length > 0 ? [`  attributes: ${attributes.join(", ")}`] : []),
  ].join("\n");
}

export function importLine({ name, module }: Pick<ContractClass, "name" | "module">): string {
  return `from ${module} import ${name}`;
}

export function fieldLines({ fields }: ContractClass): string[] {
  return fields.map(({ name, annotation, required, default: value }) => {
    const given = required ? "required" : `default ${value ?? "given"}`;
    return `${name}: ${annotation ?? "unknown"}  # ${given}`;
  });
}

export function methodLine({ name, parameters, returns, async }: ContractMethod): string {
  const marks = { positional: "", keyword: "", rest: "*", keywords: "**" } as const;
  let keywords = false;
  const list = parameters.flatMap(({ name: parameter, annotation, required, kind, default: value }) => {
    const optional = !required && kind !== "rest" && kind !== "keywords";
    const shown = `${marks[kind]}${parameter}${annotation === null ? "" : `: ${annotation}`}${optional ? ` = ${value ?? "…"}` : ""}`;
    const first = kind === "keyword" && !keywords;
    keywords ||= kind === "keyword" || kind === "rest";
    return first ? ["*", shown] : [shown];
  });
  return `${async ? "async " : ""}def ${name}(${list.join(", ")})${returns === null ? "" : ` -> ${returns}`}`;
}
