import type { Random } from "../fixtures/random.ts";
import { parseTypeScript, TypeScriptTree, type TSESTree } from "../../server/syntax/typescript.ts";
import { applied, shaped } from "./provoke-python.ts";

// The same of real TypeScript.

const DIRECTIVE = `@${"ts"}`;

const NAMES = [
  "import { randomUUID } from 'node:crypto';",
  "import { v4 as uuidv4, v5 as uuidv5 } from 'uuid';\nconst PROVOKED_NAMESPACE = uuidv5('a', uuidv5.DNS);",
  "import { v4 } from 'uuid'\nimport type { PacketEnvelopeIn } from '../memory/models'",
  "import { vi, type Mock } from 'vitest';",
  "import { MemorySubstrateService, type PacketEnvelopeIn } from './memory/models';",
  "import { SubstrateService } from '../memory/substrateService';",
  "import type { SubstrateService } from '../memory/substrateService';",
  "import { SubstrateService as Service, type Other } from '../memory/substrateService';",
  "import qq, { type qr, qs as qt } from 'qq';",
  "import type qq from 'qq'; import * as qr from 'qr'",
  "import {\n  qq, // the first\n  type qr,\n  qs,\n} from 'qq'",
  "import qq = require('qq');",
  "import 'side'; import { qq } from 'qq'",
] as const;

const EXPRESSIONS = [
  "call.toolId ?? call.toolName",
  "(call.toolName || call.toolId)",
  "call?.toolId || call?.toolName",
  "tools[call.toolName]",
  "registry.get(call.toolName)",
  "registry.dispatch(call.toolName, {})",
  "registry.dispatch({ toolName: call.toolName, more: 1 })",
  "registry.dispatch({ toolName })",
  "(call.toolName === tool.toolName)",
  "({ toolName: call.toolName, displayName: 'a' } satisfies ToolBinding)",
  "{ type: 'function', function: { name: tool.toolName } }",
  "pack({ threadId: randomUUID() })",
  "pack({ threadId: uuidv4() })",
  "((x: any) => x)",
  "((x: any): any => { void x; })",
  "(function (conversationId: string) { return { threadId: uuidv4() }; })",
  "vi.fn()",
  "({ writePacket: vi.fn() } as unknown as MemorySubstrateService)",
  "(<MemorySubstrateService>(<unknown>{ writePacket: vi.fn() }))",
] as const;

const STATEMENTS = [
  "export function provoked(x) { void x; }",
  "export function provoked(x: number) {\n  console.log(x);\n}",
  "export const provoked = (x: any) => { void x; };",
  "export class Provoked { one(a: any) { void a; } static two = (b) => { void b }; get three() { return 1 } }",
  "@dec(call.toolId ?? call.toolName) class Provoked { @dec(tools[call.toolName]) one: any = 1; }",
  "const threadId = randomUUID(); const other = 1",
  "const toolId = call.toolId ?? call.toolName; const toolName = call.toolName ?? call.toolId",
  "if (!toolId) toolId = toolName",
  "switch (call.toolName) { case 'a': break }",
  "for (const x of tools[call.toolName]) label: { break label }",
  `// ${DIRECTIVE}-ignore\nconst provoked: string = 1`,
  `/* ${DIRECTIVE}-expect-error */ const provoked = 1`,
  "const substrateService: any = { writePacket: vi.fn() }",
  "const service = { writePacket: vi.fn() } as unknown as MemorySubstrateService, packet = {} as never as PacketEnvelopeIn",
  "export function provoked(conversationId: string) { const threadId = uuidv4(); return { threadId } }",
  "const schema = { type: 'function', function: { name: tool.toolName } }",
] as const;

const COMMENTS = [
  `// ${DIRECTIVE}-ignore`,
  `/* ${DIRECTIVE}-ignore */`,
  `// ${DIRECTIVE}-expect-error why`,
  `/* ${DIRECTIVE}-nocheck */`,
  "// l9: ignore[random_uuid] none",
  "/* l9: ignore[random_uuid] none */",
] as const;

const EXPRESSION =
  /^(?:CallExpression|MemberExpression|Literal|Identifier|ArrowFunctionExpression|ObjectExpression|ArrayExpression|JSX(?:Expression|Element)|LogicalExpression|NewExpression)$/;
const FIELDS =
  /^(?:VariableDeclarator|CallExpression|NewExpression|ReturnStatement|ArrayExpression|Property|JSXExpressionContainer|TemplateLiteral|ConditionalExpression|LogicalExpression|BinaryExpression|AwaitExpression|ArrowFunctionExpression|SpreadElement|PropertyDefinition|Decorator|AssignmentPattern)$/;

/** Not each of them is TypeScript: whoever uses them asks the compiler first. */
export function provokeTypeScript(path: string, source: string, random: Random): string {
  const text = source.replaceAll("\r\n", "\n");
  const tree = parseTypeScript(path, text);
  if (!(tree instanceof TypeScriptTree)) return text;
  const expressions = tree.nodes.filter(isReplaceable);
  const statements = tree.nodes.filter(
    ({ type, parent }) => /Statement$|Declaration$/.test(type) && /^(?:Program|BlockStatement)$/.test(parent?.type ?? ""),
  );
  const edits: { start: number; end: number; text: string }[] = [];
  const [head] = tree.program.body;
  if (head) {
    const names = Array.from({ length: random.int(2, 5) }, () => random.pick(NAMES));
    edits.push({ start: head.range[0], end: head.range[0], text: `${[...new Set(names)].join("\n")}\n` });
  }
  for (let left = random.int(2, 5); left > 0 && statements.length > 0; left--) {
    const [start] = random.pick(statements).range;
    edits.push({ start, end: start, text: `${random.pick(STATEMENTS)}${random.pick(["\n", ";\n", "; "] as const)}` });
  }
  for (let left = random.int(3, 8); left > 0 && expressions.length > 0; left--) {
    const { range, type } = random.pick(expressions);
    const isElement = type === "JSXElement";
    const written = isElement
      ? `<b on={${random.pick(EXPRESSIONS)}}>{${random.pick(EXPRESSIONS)}}</b>`
      : random.pick(EXPRESSIONS);
    edits.push({ start: range[0], end: range[1], text: written });
  }
  for (let left = random.int(0, 6); left > 0; left--) {
    const [start] = random.pick(tree.nodes).range;
    const comment = random.pick(COMMENTS);
    edits.push({ start, end: start, text: comment + (comment.startsWith("//") ? "\n" : " ") });
  }
  if (random.chance(0.5))
    for (const { type, range } of tree.program.body)
      if (/^(?:Export\w+|Function|Class)Declaration$/.test(type) && random.chance(0.4))
        edits.push({ start: range[0], end: range[1], text: ";" });
  const changed = applied(text, edits).replace(/\): (?:void|Promise<void>) \{/g, (found) => (random.chance(0.5) ? ") {" : found));
  return shaped(changed, random);
}

/** Where any other expression may stand. */
function isReplaceable({ type, parent, range }: TSESTree.Node): boolean {
  if (!EXPRESSION.test(type) || !parent || !FIELDS.test(parent.type)) return false;
  if (parent.type === "Property") return parent.value.range[0] === range[0] && !parent.shorthand;
  if (parent.type === "VariableDeclarator" || parent.type === "AssignmentPattern") return range[1] === parent.range[1];
  if (parent.type === "PropertyDefinition") return parent.value?.range[0] === range[0];
  return true;
}
