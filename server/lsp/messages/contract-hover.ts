import { MarkupKind, type Hover, type HoverParams } from "vscode-languageserver/node";
import type { ContractAt } from "../../lint/contract-at.ts";
import type { Session } from "../session/session.ts";
import { block, prose, span } from "../../syntax/visible-markdown.ts";
import { isTypeScript } from "../../facts/languages.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** What a contract model, service or member is: its import, its fields or signature, and where that was read. */
export async function contractHover(session: Session, { textDocument, position }: HoverParams): Promise<Hover | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const { contractAt, contractWordAt } = await session.engine;
  const offset = document.text.offsetAt(position);
  const found = contractAt(linter, document.path, offset) ?? contractWordAt(linter, document.path, offset);
  if (!found) return null;
  const { evidence } = found.method ?? found.field ?? found.class;
  const source = evidence.path === "" ? "the profile" : pathFrom(linter.root, evidence.path);
  const language = isTypeScript(document.path) || isTypeScript(found.class.evidence.path) ? "typescript" : "python";
  const code = (language === "typescript" ? describeTypeScript : describe)(found, session.loaded.signature);
  const from = (shown: string): string =>
    `From ${shown}${evidence.rank === "workspace" ? "" : ` (${evidence.rank} of the Space)`}`;
  const said = found.taken.length > 0 ? found.taken.join(" ") : null;
  const value = session.client.markdownHover
    ? [block(language, code), ...(said ? [prose(said, false)] : []), from(span(source))].join("\n\n")
    : [code, ...(said ? [said.replaceAll("`", "")] : []), from(source)].join("\n");
  return {
    contents: { kind: session.client.markdownHover ? MarkupKind.Markdown : MarkupKind.PlainText, value },
    range: { start: document.text.positionAt(found.span.start), end: document.text.positionAt(found.span.end) },
  };
}

type Signature = (method: NonNullable<ContractAt["method"]>) => string;

function describeTypeScript({ class: found, field, method }: ContractAt, signature: Signature): string {
  const called = (one: NonNullable<ContractAt["method"]>): string => `${one.name}${signature(one).replace(/\) -> /, "): ")}`;
  const held = ({ name, required, annotation }: NonNullable<ContractAt["field"]>): string =>
    `${name}${required ? "" : "?"}: ${annotation ?? "unknown"}`;
  if (method) return `${found.name}.${called(method)}`;
  if (field) return `${found.name}.${held(field)}`;
  const members = [...found.fields.map(held), ...found.methods.filter(({ name }) => !name.startsWith("_")).map(called)];
  const word = found.kind === "zod" ? "schema" : found.kind;
  return [`// ${word} of ${found.module}`, `${found.name} {`, ...members.map((member) => `  ${member};`), "}"].join("\n");
}

function describe(
  { class: found, field, method }: ContractAt,
  signature: (method: NonNullable<ContractAt["method"]>) => string,
): string {
  if (method) return `${method.async ? "async " : ""}def ${found.name}.${method.name}${signature(method)}`;
  if (field)
    return `${found.name}.${field.name}: ${field.annotation ?? "?"}${field.required ? "" : ` = ${field.default ?? "…"}`}`;
  const lines = [`from ${found.module} import ${found.name}`, ""];
  if (found.fields.length > 0) {
    lines.push(`class ${found.name}:`);
    for (const { name, annotation, required, default: value } of found.fields)
      lines.push(`    ${name}: ${annotation ?? "?"}${required ? "" : ` = ${value ?? "…"}`}`);
  } else {
    lines.push(`class ${found.name}:`);
    for (const each of found.methods.filter(({ name }) => !name.startsWith("_")))
      lines.push(`    ${each.async ? "async " : ""}def ${each.name}${signature(each)}`);
  }
  return lines.join("\n");
}
