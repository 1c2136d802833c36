import type { ContractClass } from "../../server/facts/contracts.ts";
import { carriedClass, itemClass } from "../../server/code/types/python.ts";
import {
  ancestor,
  callArguments,
  decorators,
  decoratorTarget,
  isAsync,
  keywordArgument,
  lastName,
  stringValue,
  unwrap,
  type Binding,
  type Node,
} from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { isAppState } from "./app-state.ts";
import { givenTo } from "./name-values.ts";
import { itemOf, methodCalled, type Lookup } from "./items.ts";
import { calledName, isMock, isOpen, MOCKS } from "./mock-values.ts";
import { annotatedClass, classHeld, classNamed } from "./named-classes.ts";
import { behindProtocol } from "./protocols.ts";
import { onlyReturned } from "../../server/code/returned.ts";
import { selfAssignments } from "./self-assignments.ts";

/** Steps from a name to what it was given that are followed: enough for code that people read, and an end for circles. */
const MAX_STEPS = 6;

/** What an expression is an instance of, as far as contracts know. */
export interface Receiver {
  readonly class: ContractClass;
  /** A mock that stands for the class: it has the mock's own attributes beside those of the class. */
  readonly mock: boolean;
}

/**
 * The contract class that an expression is an instance of: told by an annotation, a construction, an assignment through `self`, a
 * factory's return annotation, `app.state`, a fixture, what it is an item of, or a name that a service is injected under. Null where
 * nothing tells.
 */
export function receiverOf(expression: Node | null, context: CodeContext, steps = 0): Receiver | null {
  if (!expression || steps > MAX_STEPS) return null;
  const node = unwrap(expression);
  let known = receivers.get(context);
  if (!known) receivers.set(context, (known = Array.from({ length: MAX_STEPS + 1 }, () => new Map<Node, Receiver | null>())));
  const found = known[steps]?.get(node);
  if (found !== undefined) return found;
  const receiver = readReceiver(node, context, steps);
  known[steps]?.set(node, receiver);
  return receiver;
}

/** Several rules ask about the same expression. By the steps that led to it, since they limit what is followed. A context serves one walk. */
const receivers = new WeakMap<CodeContext, Map<Node, Receiver | null>[]>();

function readReceiver(node: Node, context: CodeContext, steps: number): Receiver | null {
  switch (node.type) {
    case "identifier":
      return ofName(node, context, steps);
    case "attribute":
      return ofMember(node, node.child("object"), node.child("attribute")?.text ?? "", context, steps);
    case "call":
      return ofCall(node, context, steps);
    case "await":
      return receiverOf(node.operands[0] ?? null, context, steps + 1);
    case "subscript":
      return node.child("subscript")?.type === "slice"
        ? null
        : plain(itemOf(node.child("value"), lookup(context, steps), context));
    default:
      return null;
  }
}

function lookup(context: CodeContext, steps: number): Lookup {
  return (expression) => receiverOf(expression, context, steps + 1)?.class ?? null;
}

function plain(found: ContractClass | null): Receiver | null {
  return found && { class: found, mock: false };
}

/** The same class, by whichever way it was come by. */
function isSame(one: ContractClass, other: ContractClass): boolean {
  return one.name === other.name && one.module === other.module;
}

function classAt(dotted: string | null | undefined, context: CodeContext): Receiver | null {
  return dotted ? plain(context.project.contracts.classAt(dotted)) : null;
}

function ofName(node: Node, context: CodeContext, steps: number): Receiver | null {
  const bindings = context.bindings(node);
  const binding = context.binding(node);
  if (!binding || bindings.length === 0) return null;
  const { annotation: annotated, values } = givenTo(bindings);
  const told = behindProtocol(annotatedClass(annotated, context), node.text, context);
  if (told) {
    // A value of a known other class, such as a subclass, counts more than what the annotation promises.
    const given = bindings.flatMap(({ value }) => receiverOf(value, context, steps + 1) ?? []);
    if (given.some((other) => !isSame(other.class, told))) return null;
    // `for service in others:` makes it something else from there on.
    if (bindings.some(({ kind, annotation }) => kind === "loop" && annotation === null)) return null;
    return { class: told, mock: given.some(({ mock }) => mock) || bindings.some(({ value }) => isMock(value, context)) };
  }
  if (annotated && !isOpen(annotated, context)) return null;
  switch (binding.kind) {
    case "parameter":
      if (bindings.length > 1) return null;
      return (
        ofDependency(binding.value, context, steps) ?? ofFixture(binding, context, steps) ?? ofInjectedName(binding, context)
      );
    case "assignment":
    case "walrus":
    case "with": {
      // Given different things in different places, the name could be any of them.
      if (!values || values.size > 1 || (values.size === 1 && !values.has(binding.value?.text ?? ""))) return null;
      if (binding.kind !== "with" && isCoroutine(binding.value, context, steps)) return null;
      const found = receiverOf(binding.value, context, steps + 1);
      if (found) return binding.kind === "with" ? entered(found, context) : found;
      return isMock(binding.value, context) ? (mocked(node.text, context) ?? ofFixtureAround(binding, context)) : null;
    }
    case "loop":
      if (bindings.length > 1 || binding.statement.child("left") !== binding.node) return null;
      return plain(itemOf(binding.statement.child("right"), lookup(context, steps), context));
    default:
      return null;
  }
}

/** `service.get_packet(id)` that nobody awaits yet. */
function isCoroutine(value: Node | null, context: CodeContext, steps: number): boolean {
  const call = value && unwrap(value);
  const callee = call?.type === "call" ? call.child("function") : null;
  if (!callee) return false;
  const binding = callee.type === "identifier" ? context.binding(callee) : null;
  if (binding?.kind === "function") return isAsync(binding.statement);
  const found =
    context.contractFunction(context.resolve(callee)) ??
    (callee.type === "attribute" ? methodCalled(callee, lookup(context, steps), context) : null);
  return found?.async === true;
}

/** What `with` gives: what `__enter__` returns, which is the object itself unless it says otherwise. */
function entered(found: Receiver, context: CodeContext): Receiver | null {
  const enter = found.class.methods.find(({ name }) => name === "__aenter__" || name === "__enter__");
  if (!enter?.returnsClass || /(?:^|\.)Self$/.test(enter.returnsClass)) return found;
  return classAt(enter.returnsClass, context);
}

/** `service: T = Depends(get_service)`: what the dependency returns or yields. */
function ofDependency(value: Node | null, context: CodeContext, steps: number): Receiver | null {
  if (value?.type !== "call" || lastName(value.child("function")) !== "Depends") return null;
  const [dependency] = callArguments(value).positional;
  if (!dependency) return null;
  const binding = dependency.type === "identifier" ? context.binding(dependency) : null;
  if (binding?.kind === "function") return ofFunction(binding.statement, true, context, steps);
  const found = context.contractFunction(context.resolve(dependency));
  const generator = /^(?:\w+\.)*(?:Async)?(?:Iterator|Generator|Iterable)\[/.test(found?.returns ?? "");
  return classAt(generator ? found?.returnsItem : found?.returnsClass, context);
}

/** In a test, a parameter is the fixture of its name. */
function ofFixture(parameter: Binding, context: CodeContext, steps: number): Receiver | null {
  if (!context.isTest) return null;
  const [fixture] = context.bindingsNamed(parameter.name);
  return fixture?.kind === "function" ? ofFunction(fixture.statement, true, context, steps) : null;
}

/** `service = AsyncMock()` in a fixture that gives it away: it is called after what the fixture stands for. */
function ofFixtureAround({ node, statement }: Binding, context: CodeContext): Receiver | null {
  const definition = ancestor(statement, "function_definition", "lambda");
  const name = definition?.child("name");
  if (!definition || !name || !decorators(definition).some(isFixture)) return null;
  const returned = onlyReturned(definition);
  return returned?.type === "identifier" && returned.text === node.text ? mocked(name.text, context) : null;
}

function isFixture(decorator: Node): boolean {
  return lastName(decoratorTarget(decorator)) === "fixture";
}

/** Names under which services are injected are trusted for parameters without a type, and for mocks made for them. */
function ofInjectedName(parameter: Binding, context: CodeContext): Receiver | null {
  const owner = ancestor(parameter.node, "function_definition", "lambda");
  return owner
    ? context.isTest
      ? mocked(parameter.name, context)
      : plain(context.project.contracts.injected(parameter.name))
    : null;
}

/** `mock_substrate_service`, `fake_substrate_service`, `substrate_service_mock` and the name itself. */
function mocked(name: string, context: CodeContext): Receiver | null {
  const stripped = name.replace(/^_*(?:mock|mocked|fake|stub)_|_(?:mock|fake|stub)$/g, "");
  const found = context.project.contracts.injected(stripped);
  return found && { class: found, mock: true };
}

function ofMember(node: Node, object: Node | null, name: string, context: CodeContext, steps: number): Receiver | null {
  if (!object || name === "") return null;
  if (object.type === "identifier" && (object.text === "self" || object.text === "cls"))
    return ofSelf(node, name, context, steps);
  if (isAppState(object, context, steps)) {
    const found = context.project.contracts.injected(name);
    return found && { class: found, mock: context.isTest };
  }
  const owner = receiverOf(object, context, steps + 1);
  return owner ? memberClass(owner.class, name, context) : null;
}

function memberClass(owner: ContractClass, name: string, context: CodeContext): Receiver | null {
  const field = owner.fields.find((candidate) => candidate.name === name);
  return classAt(field?.className ?? owner.attributeClasses[name], context);
}

/** `self.x`: its annotation in the class body, what any method assigns to it, what a base class says of it, or the name itself. */
function ofSelf(node: Node, name: string, context: CodeContext, steps: number): Receiver | null {
  const owner = ancestor(node, "class_definition");
  if (!owner) return null;
  const assignments = selfAssignments(owner, name);
  const values = assignments
    .flatMap((assignment) => assignment.child("right") ?? [])
    .filter((value) => unwrap(value).type !== "none");
  const found = values.map((value) => receiverOf(value, context, steps + 1));
  for (const assignment of assignments) {
    const told = behindProtocol(annotatedClass(assignment.child("type"), context), name, context);
    if (!told) continue;
    return found.some((other) => other && !isSame(other.class, told)) ? null : plain(told);
  }
  const [first] = found;
  if (first && found.every((other) => other && isSame(other.class, first.class))) return first;
  if (values.length === 0) {
    const own = classNamed(owner.child("name"), context);
    const inherited = own && memberClass(own, name, context);
    if (inherited) return inherited;
  }
  return values.every((value) => isParameter(value, context)) ? plain(context.project.contracts.injected(name)) : null;
}

function isParameter(value: Node, context: CodeContext): boolean {
  const node = unwrap(value);
  const binding = node.type === "identifier" ? context.binding(node) : null;
  return binding?.kind === "parameter" && (binding.annotation === null || isOpen(binding.annotation, context));
}

function ofCall(node: Node, context: CodeContext, steps: number): Receiver | null {
  const callee = node.child("function");
  const name = calledName(node, context);
  const [first, second] = callArguments(node).positional;
  if (MOCKS.test(name)) return ofMock(node, context);
  if (/^(?:typing\.)?cast$/.test(name)) return plain(annotatedClass(first ?? null, context));
  if (name === "getattr") return ofMember(node, first ?? null, stringValue(second ?? null) ?? "", context, steps);
  const built = classHeld(callee, context);
  if (built) return plain(built);
  return ofFactory(callee, context, steps);
}

/** `AsyncMock(spec=Service)`, `create_autospec(Service)`: a stand-in for the class. */
function ofMock(call: Node, context: CodeContext): Receiver | null {
  const { positional } = callArguments(call);
  const spec = keywordArgument(call, "spec") ?? keywordArgument(call, "spec_set") ?? positional[0] ?? null;
  const found = classNamed(spec, context);
  return found && { class: found, mock: true };
}

/** What a function, or a method of a contract class, returns by its annotation. */
function ofFactory(callee: Node | null, context: CodeContext, steps: number): Receiver | null {
  if (!callee || steps > MAX_STEPS) return null;
  const binding = callee.type === "identifier" ? context.binding(callee) : null;
  if (binding?.kind === "function") return ofFunction(binding.statement, false, context, steps);
  const found = context.contractFunction(context.resolve(callee));
  if (found) return classAt(found.returnsClass, context);
  if (callee.type !== "attribute") return null;
  return classAt(methodCalled(callee, lookup(context, steps), context)?.returnsClass, context);
}

/**
 * By the return annotation; by what it returns where it has none.
 * @param yields what is asked for is what a generator yields: a fixture, a dependency
 */
function ofFunction(definition: Node, yields: boolean, context: CodeContext, steps: number): Receiver | null {
  const returns = definition.child("return_type");
  const returned = receiverOf(onlyReturned(definition), context, steps + 1);
  if (!returns) return returned;
  const type = context.type(returns);
  const manager = decorators(definition).some((decorator) => /\bcontextmanager\b/.test(decorator.text));
  const told = context.contractClass(carriedClass(type) ?? (yields || manager ? itemClass(type) : null) ?? type.name);
  if (told) return { class: told, mock: returned?.mock === true };
  return isOpen(returns, context) ? returned : null;
}
