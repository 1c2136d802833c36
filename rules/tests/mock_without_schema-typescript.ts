import { keyOf, lastName, propertyName, spanOf, type TSESTree } from "../../server/facts/typescript/index.ts";
import type { Fix, TypeScriptContext, TypeScriptRule } from "../define.ts";
import { calledAfter, contractNames, modelOfFields } from "../shared/stand-ins.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import { isMockFunction, isMockOfAnything, mockValue, type MockValue } from "../shared/mock-values-typescript.ts";

/** The contract that a mock stands for; an empty name where only its fields tell that it is one. */
interface StandIn {
  name: string;
  because: string;
}

/** What every mock function has of its own. */
const MOCK_API = /^(?:mock\w*|getMock\w*|withImplementation|calls?|apply|bind|length|name|new|settled|then|catch|finally)$/;
/** Types that let a mock be made for a type by name. */
const MOCK_TYPES =
  /^(?:Mock|Mocked|MockedObject|MockedClass|MockedFunction|MockInstance|DeepMockProxy|MockProxy|Partial|DeepPartial)/;

export const mockWithoutSchema: TypeScriptRule = {
  id: "mock_without_schema",
  visit: {
    ObjectExpression(node, context) {
      if (!context.isTest) return;
      const mock = mockValue(node, context.module);
      if (!mock.satisfies && isUnchecked(mock)) check(mock, context);
    },
    CallExpression(node, context) {
      if (!context.isTest || node.arguments.length > 0 || !isBare(node, context)) return;
      const { parent } = node;
      const read = parent?.type === "MemberExpression" && parent.object === node ? propertyName(parent) : null;
      if (read !== null) {
        if (!MOCK_API.test(read))
          report(mockValue(node, context.module), { name: "", because: `\`.${read}\` is read from it` }, context);
        return;
      }
      const mock = mockValue(node, context.module);
      if (mock.satisfies || (mock.declared && !isOpen(mock.declared))) return;
      // `getService: vi.fn()` is a function, as it says; a class is mocked by its own name.
      if (mock.name !== null && isMockFunction(node) && /^(?:make|build|create|get|new|on|use|[A-Z])/.test(mock.name)) return;
      if (mock.casts.length === 0 || isUnchecked(mock)) check(mock, context);
    },
  },
};

function isBare(node: TSESTree.CallExpression, { module }: TypeScriptContext): boolean {
  const [type] = node.typeArguments?.params ?? [];
  return (isMockFunction(node) || isMockOfAnything(node, module)) && (!type || isOpen(type));
}

/** `any`, `unknown`, `never`: whatever is cast to one is checked against nothing. */
function isOpen(type: TSESTree.TypeNode): boolean {
  return type.type === "TSAnyKeyword" || type.type === "TSUnknownKeyword" || type.type === "TSNeverKeyword";
}

function isUnchecked({ casts, declared }: MockValue): boolean {
  const last = casts.at(-1);
  if (last && MOCK_TYPES.test(typeName(last) ?? "")) return false;
  return casts.some(isOpen) || (casts.length === 0 && declared !== null && isOpen(declared));
}

function check(mock: MockValue, context: TypeScriptContext): void {
  const found = byType(mock, context) ?? byName(mock, context) ?? byMembers(mock, context);
  if (found) report(mock, found, context);
}

/** `as unknown as MemorySubstrateService`, or what the name it is given to is declared as. */
function byType({ casts, declared }: MockValue, context: TypeScriptContext): StandIn | null {
  for (const [type, how] of [
    [casts.at(-1), "cast to"],
    [declared, "declared as"],
  ] as const) {
    if (!type || isOpen(type)) continue;
    const name = contractOf(type, context);
    return name === null ? null : { name, because: `it is ${how} \`${name}\`` };
  }
  return null;
}

function contractOf(type: TSESTree.TypeNode, context: TypeScriptContext): string | null {
  if (type.type !== "TSTypeReference") return null;
  const [inner] = type.typeArguments?.params ?? [];
  if (typeName(type) === "Promise" && inner) return contractOf(inner, context);
  const name = lastName(type.typeName);
  if (name === null) return null;
  if (contractNames(context.project).includes(name)) return name;
  const found = context.contractClass(context.module.resolve(type.typeName) ?? name);
  return found && (found.fields.length > 0 || found.methods.length > 0) ? name : null;
}

function typeName(type: TSESTree.TypeNode): string | null {
  return type.type === "TSTypeReference" ? lastName(type.typeName) : null;
}

function byName({ name, casts }: MockValue, { project }: TypeScriptContext): StandIn | null {
  if (name === null || (casts.length > 0 && !isOpen(casts.at(-1) as TSESTree.TypeNode))) return null;
  const found = calledAfter(snakeCase(name.replace(/^#/, "")), project);
  if (!found) return null;
  return { name: found.name, because: found.injected ? `\`${name}\` is injected as one` : `it is called \`${name}\`` };
}

/** Methods that take packets, or fields that only contracts have. */
function byMembers({ value, casts }: MockValue, { project }: TypeScriptContext): StandIn | null {
  if (value.type !== "ObjectExpression" || (casts.length > 0 && !isOpen(casts.at(-1) as TSESTree.TypeNode))) return null;
  const members = value.properties.flatMap((property) => (property.type === "Property" ? (keyOf(property) ?? []) : []));
  const { packets, required_imports: imports } = project.profile;
  const sink = members.find((name) => {
    const snake = snakeCase(name);
    return packets.sinks.includes(snake) || /^(?:search|get|find|query)_packets?(?:_|$)/.test(snake);
  });
  const service = imports.service?.names[0];
  if (sink && service) return { name: service, because: `\`${sink}\` is set up on it` };
  const { model, telling } = modelOfFields(members.map(snakeCase), project);
  if (model) return { name: model.name, because: `it is given \`${members.join("`, `")}\`` };
  const field = members.find((name) => snakeCase(name) === telling);
  return field === undefined ? null : { name: "", because: `it is given \`${field}\`` };
}

function report(mock: MockValue, { name, because }: StandIn, context: TypeScriptContext): void {
  const { module } = context;
  const written =
    mock.value.type === "ObjectExpression"
      ? `{ … }${mock.casts.map((type) => ` as ${module.textOf(type)}`).join("")}`
      : `${module.textOf(mock.value.callee)}()`;
  const stands = name === "" ? "a contract model" : `\`${name}\``;
  const instead =
    name === "" ? "build the real model" : `check it with \`satisfies Partial<${name}>\`, or use \`mockDeep<${name}>()\``;
  context.report({
    at: spanOf(mock.whole),
    message: `\`${written}\` stands for ${stands} (${because}) and the compiler checks none of it: ${instead}, so that a field or method that does not exist fails here.`,
    fix: satisfiesFix(mock, name, context),
    data: { contract: name },
  });
}

/** The literal is checked before it is cast; only where the file knows the type. */
function satisfiesFix({ value, casts }: MockValue, name: string, { module }: TypeScriptContext): Fix | undefined {
  if (name === "" || value.type !== "ObjectExpression" || casts.length === 0 || module.global(name) === null) return undefined;
  // `<any>{ … }` binds before anything that is written behind it.
  if (value.parent?.type !== "TSAsExpression") return undefined;
  const [, end] = value.range;
  return {
    title: `Check it with \`satisfies Partial<${name}>\``,
    safety: "unsafe",
    edits: [{ span: { start: end, end }, text: ` satisfies Partial<${name}>` }],
  };
}
