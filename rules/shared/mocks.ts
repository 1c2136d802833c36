import { ancestor, callArguments, keyOf, lastName, typeArguments, walk, type Node } from "../../server/code/index.ts";
import { profileName, snakeCase } from "../../server/code/spelling.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import { isMockFunction, isMockOfAnything, type CastValue } from "./cast-values.ts";
import { isModel, isService } from "./members.ts";
import { calledAfter, contractNames, modelOfFields } from "./stand-ins.ts";
import { landings, type Landing } from "../../server/code/flow.ts";
import { bindingIn, localUses } from "../../server/code/uses.ts";

type Source = Node["source"];

const MOCK_CLASS = /^(?:(?:unittest\.)?mock\.|mocker\.)?(?:NonCallable)?(?:Magic|Async)?Mock$/;
/** Keywords that set up the mock itself. */
const MOCK_OPTIONS = new Set(["spec", "spec_set", "return_value", "side_effect", "wraps", "name", "unsafe"]);
/** A mock's own attributes. */
const MOCK_API =
  /^(?:assert_\w+|return_value|side_effect|call_(?:args(?:_list)?|count)|await_(?:args(?:_list)?|count)|called|method_calls|mock_calls|configure_mock|reset_mock|attach_mock|mock_add_spec)$/;

/** True for `Mock()`, `MagicMock()`, `AsyncMock()` and their kin that nothing tells what they stand for: no `spec`, no `wraps`, no `**options`. */
export function isBareMock(call: Node, context: CodeContext): boolean {
  const callee = call.child("function");
  if (!callee || !MOCK_CLASS.test(context.resolve(callee) ?? callee.text)) return false;
  const { positional, keywords, splat, dictionarySplat } = callArguments(call);
  // `spec=None` is what a mock without one has.
  if (positional.some(({ type }) => type !== "none") || splat || dictionarySplat) return false;
  if (keywords.some(({ name, value }) => /^(?:spec|spec_set|wraps)$/.test(name) && value.type !== "none")) return false;
  return !isSpeccedLater(call, context);
}

/** `service = MagicMock()` and, in the same function, `service.mock_add_spec(Service)`. */
function isSpeccedLater(call: Node, context: CodeContext): boolean {
  const holder = ancestor(call, "function_definition", "module") ?? call;
  const targets = new Set(landings(call).map(({ at }) => at.text));
  let found = false;
  if (targets.size === 0 || !context.mentions("mock_add_spec")) return false;
  walk(holder, (node) => {
    if (node.type === "attribute" && lastName(node) === "mock_add_spec" && targets.has(node.child("object")?.text ?? ""))
      found = true;
    return !found;
  });
  return found;
}

/** The contract class that a mock stands for, by its name; what tells that it does. */
export interface StandIn {
  name: string;
  because: string;
}

/** What a bare mock stands for, told by the attribute read from it, its keywords, what it is called, annotated or given as, and the methods set up on it. */
export function standsFor(mock: Node, context: CodeContext): StandIn | null {
  const direct = mock.parent?.type === "attribute" && mock.field === "object" ? mock.parent.child("attribute")?.text : null;
  if (direct && !MOCK_API.test(direct)) return { name: "", because: `\`.${direct}\` is read from it` };
  const ends = landings(mock);
  const fields = callArguments(mock)
    .keywords.map(({ name }) => name)
    .filter((name) => !MOCK_OPTIONS.has(name));
  const uses = ends.flatMap((end) => (end.kind === "variable" ? usesOfVariable(end.at, context) : []));
  const set = uses.flatMap((use) => attributesOf(use));
  const names = ends.map(({ name }) => name);
  return (
    byAnnotation(ends, context) ??
    byName(names, mock.source, context) ??
    bySink(set, mock.source, context) ??
    byFields([...fields, ...set], mock.source, context)
  );
}

function usesOfVariable(name: Node, context: CodeContext): Node[] {
  const binding = bindingIn(context.bindings(name), name);
  return binding && binding.scope.kind !== "module" ? localUses(binding, context) : [];
}

/** `mock.field` and, for `mock.a.b`, `a`; a mock's own attributes left out. */
function attributesOf(use: Node): string[] {
  const name = use.parent?.type === "attribute" && use.field === "object" ? use.parent.child("attribute")?.text : null;
  return name && !MOCK_API.test(name) ? [name] : [];
}

/** `service: MemorySubstrateService = AsyncMock()`, or a fixture that is annotated to return one. */
function byAnnotation(ends: readonly Landing[], context: CodeContext): StandIn | null {
  for (const { kind, at } of ends) {
    const owner = kind === "returned" ? at.parent : kind === "variable" ? at.parent : null;
    const annotation =
      owner?.type === "function_definition"
        ? owner.child("return_type")
        : owner?.type === "assignment"
          ? owner.child("type")
          : null;
    if (!annotation) continue;
    for (const dotted of context.type(annotation).mentions) {
      const name = contractName(dotted, context);
      if (name) return { name, because: `it is annotated as \`${name}\`` };
    }
  }
  return null;
}

function contractName(dotted: string, context: CodeContext): string | null {
  const found = context.contractClass(dotted);
  if (found) return isContract(found) ? found.name : null;
  const last = dotted.slice(dotted.lastIndexOf(".") + 1);
  return contractNames(context.project).includes(last) ? last : null;
}

function isContract(found: ContractClass): boolean {
  return isModel(found) || isService(found);
}

/** `substrate_service`, `mock_substrate_service`, `app.state.substrate_service`, `fake_tool_binding`, `packet`. */
function byName(names: readonly string[], { language }: Source, { project }: CodeContext): StandIn | null {
  for (const name of names) {
    const found = calledAfter(language === "python" ? name : snakeCase(name.replace(/^#/, "")), project);
    if (found)
      return { name: found.name, because: found.injected ? `\`${name}\` is injected as one` : `it is called \`${name}\`` };
  }
  return null;
}

/** A method that takes packets is set up on it, or called: it is the substrate service. */
function bySink(members: readonly string[], source: Source, { project }: CodeContext): StandIn | null {
  const { packets, required_imports: imports } = project.profile;
  const sink = members.find((name) => {
    const plain = profileName(name, source);
    return packets.sinks.includes(plain) || /^(?:search|get|find|query)_packets?(?:_|$)/.test(plain);
  });
  const service = imports.service?.names[0];
  return sink && service ? { name: service, because: `\`${sink}\` is set up on it` } : null;
}

/** Fields that belong to one known model: two of them, or one that only contracts have. */
function byFields(fields: readonly string[], source: Source, { project }: CodeContext): StandIn | null {
  const names = new Map(fields.map((field) => [profileName(field, source), field]));
  const { model, telling } = modelOfFields([...names.keys()], project);
  if (model) return { name: model.name, because: `it is given \`${[...names.values()].join("`, `")}\`` };
  return telling === null ? null : { name: "", because: `it is given \`${names.get(telling) ?? telling}\`` };
}

/** Types that let a mock of TypeScript be made for a type by name. */
const MOCK_TYPES =
  /^(?:Mock|Mocked|MockedObject|MockedClass|MockedFunction|MockInstance|DeepMockProxy|MockProxy|Partial|DeepPartial)/;
/** What every mock function has of its own. */
const MOCK_FUNCTION_API =
  /^(?:mock\w*|getMock\w*|withImplementation|calls?|apply|bind|length|name|new|settled|then|catch|finally)$/;

/** What a value of TypeScript that the compiler checks against nothing stands for: an object literal, or a mock that is told no type. */
export function castStandsFor(mock: CastValue, context: CodeContext): StandIn | null {
  const { value } = mock;
  if (value.type === "dictionary") return !mock.satisfies && isUnchecked(mock) ? castFor(mock, context) : null;
  const read = value.parent?.type === "attribute" && value.field === "object" ? lastName(value.parent) : null;
  if (read !== null) return MOCK_FUNCTION_API.test(read) ? null : { name: "", because: `\`.${read}\` is read from it` };
  if (mock.satisfies || (mock.declared && !isOpen(mock.declared))) return null;
  // `getService: vi.fn()` is a function, as it says; a class is mocked by its own name.
  if (mock.name !== null && isMockFunction(value) && /^(?:make|build|create|get|new|on|use|[A-Z])/.test(mock.name)) return null;
  return mock.casts.length === 0 || isUnchecked(mock) ? castFor(mock, context) : null;
}

/** `vi.fn()`, `mock<any>()`: nothing tells what it stands for. */
export function isBareMockCall(call: Node, context: CodeContext): boolean {
  const type = call.child("type_arguments")?.operands[0];
  const isMock = callArguments(call).positional.length === 0 && (isMockFunction(call) || isMockOfAnything(call, context));
  return isMock && (!type || isOpen(type));
}

/** `any`, `unknown`, `never`: whatever is cast to one is checked against nothing. */
function isOpen({ type }: Node): boolean {
  return /^ts_(?:any|unknown|never)_keyword$/.test(type);
}

function isUnchecked({ casts, declared }: CastValue): boolean {
  const last = casts.at(-1);
  if (last?.type === "ts_type_reference" && MOCK_TYPES.test(lastName(last) ?? "")) return false;
  return casts.some(isOpen) || (casts.length === 0 && declared !== null && isOpen(declared));
}

/** Told by its type, its name, or what it is given. */
function castFor({ value, casts, declared, name }: CastValue, context: CodeContext): StandIn | null {
  for (const [type, how] of [
    [casts.at(-1), "cast to"],
    [declared, "declared as"],
  ] as const) {
    if (!type || isOpen(type)) continue;
    const contract = contractOf(type, context);
    if (contract !== null) return { name: contract, because: `it is ${how} \`${contract}\`` };
    break;
  }
  const last = casts.at(-1);
  if (last && !isOpen(last)) return null;
  const members = value.type === "dictionary" ? value.operands.flatMap((entry) => keyOf(entry) ?? []) : [];
  return (
    byName(name === null ? [] : [name], value.source, context) ??
    bySink(members, value.source, context) ??
    byFields(members, value.source, context)
  );
}

function contractOf(type: Node, context: CodeContext): string | null {
  if (type.type !== "ts_type_reference") return null;
  const name = lastName(type);
  const [inner] = typeArguments(type);
  if (name === "Promise" && inner) return contractOf(inner, context);
  if (name === null || contractNames(context.project).includes(name)) return name;
  const found = context.contractClass(context.resolve(type.operands[0] ?? null) ?? name);
  return found && (found.fields.length > 0 || found.methods.length > 0) ? name : null;
}
