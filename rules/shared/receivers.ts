import type { ContractClass } from "../../server/facts/contracts.ts";
import {
  ancestor,
  callArguments,
  keywordArgument,
  lastName,
  unwrap,
  type Binding,
  type PyNode,
} from "../../server/facts/python/index.ts";
import type { PythonContext } from "../define.ts";

/** Steps from a name to what it was given that are followed: enough for code that people read, and an end for circles. */
const MAX_STEPS = 6;

const MOCKS =
  /^(?:unittest\.mock|mock)\.(?:Async|Magic|NonCallable|NonCallableMagic)?Mock$|^(?:unittest\.mock|mock)\.create_autospec$/;

/** What an expression is an instance of, as far as contracts know. */
export interface Receiver {
  readonly class: ContractClass;
  /** A mock that stands for the class: it has the mock's own attributes beside those of the class. */
  readonly mock: boolean;
}

/**
 * The contract class that an expression is an instance of: told by an annotation, a construction, an assignment through
 * `self`, a factory's return annotation, `app.state`, a fixture, or a name that a service is injected under. Null where nothing tells.
 */
export function receiverOf(expression: PyNode | null, context: PythonContext, steps = 0): Receiver | null {
  if (!expression || steps > MAX_STEPS) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case "identifier":
      return ofName(node, context, steps);
    case "attribute":
      return ofAttribute(node, context, steps);
    case "call":
      return ofCall(node, context, steps);
    case "await": {
      const [inner] = node.operands;
      return receiverOf(inner ?? null, context, steps + 1);
    }
    default:
      return null;
  }
}

/** The class that an annotation names. */
export function annotatedClass(annotation: PyNode | null, context: PythonContext): ContractClass | null {
  return annotation ? context.contractClass(context.type(annotation).name) : null;
}

/**
 * A Protocol that the caller's own file or folder declares says what the caller wishes, not what the service has: where its name
 * says which service is meant, that one counts.
 */
function behindProtocol(told: ContractClass | null, name: string, context: PythonContext): ContractClass | null {
  if (told?.kind !== "protocol" || folderOf(told.evidence.path) !== folderOf(context.path)) return told;
  return context.project.contracts.injected(name) ?? told;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function plain(found: ContractClass | null): Receiver | null {
  return found && { class: found, mock: false };
}

function ofName(node: PyNode, context: PythonContext, steps: number): Receiver | null {
  const bindings = context.bindings(node);
  const binding = context.binding(node);
  if (!binding || bindings.length === 0) return null;
  const annotated = bindings.find(({ annotation }) => annotation !== null);
  const told = behindProtocol(annotatedClass(annotated?.annotation ?? null, context), node.text, context);
  if (told) return { class: told, mock: binding.value !== null && isMock(binding.value, context) };
  if (annotated && !isOpen(annotated.annotation, context)) return null;
  switch (binding.kind) {
    case "parameter":
      return (
        ofDependency(binding.value, context, steps) ??
        ofFixture(binding, context, steps) ??
        ofInjectedName(node.text, binding, context)
      );
    case "assignment":
    case "walrus":
    case "with": {
      // Given different things in different places, the name could be any of them.
      if (bindings.length > 1 && !bindings.every((other) => other.value?.text === binding.value?.text)) return null;
      const found = receiverOf(binding.value, context, steps + 1);
      if (found) return found;
      return binding.value && isMock(binding.value, context) ? mocked(node.text, context) : null;
    }
    default:
      return null;
  }
}

/** `Any`, `object` and mocks say nothing of what is behind them. */
function isOpen(annotation: PyNode | null, context: PythonContext): boolean {
  const name = annotation && context.type(annotation).name;
  return name === "typing.Any" || name === "object" || (name !== null && MOCKS.test(name));
}

/** `service: T = Depends(get_service)`: what the dependency returns. */
function ofDependency(value: PyNode | null, context: PythonContext, steps: number): Receiver | null {
  if (value?.type !== "call" || lastName(value.child("function")) !== "Depends") return null;
  const [dependency] = callArguments(value).positional;
  return dependency ? ofFactory(dependency, context, steps) : null;
}

/** In a test, a parameter is the fixture of its name. */
function ofFixture(parameter: Binding, context: PythonContext, steps: number): Receiver | null {
  if (!context.isTest) return null;
  const [fixture] = context.bindingsNamed(parameter.name);
  return fixture?.kind === "function" ? ofFunction(fixture.statement, context, steps) : null;
}

/** Names under which services are injected are trusted for parameters without a type, and for mocks made for them. */
function ofInjectedName(name: string, parameter: Binding, context: PythonContext): Receiver | null {
  const owner = ancestor(parameter.node, "function_definition", "lambda");
  return owner ? plain(context.project.contracts.injected(name)) : null;
}

/** `mock_substrate_service`, `fake_substrate_service`, `substrate_service_mock` and the name itself. */
function mocked(name: string, context: PythonContext): Receiver | null {
  const stripped = name.replace(/^_*(?:mock|fake|stub)_|_(?:mock|fake|stub)$/g, "");
  const found = context.project.contracts.injected(stripped);
  return found && { class: found, mock: true };
}

function isMock(value: PyNode, context: PythonContext): boolean {
  const node = unwrap(value);
  return node.type === "call" && MOCKS.test(context.resolve(node.child("function")) ?? "");
}

function ofAttribute(node: PyNode, context: PythonContext, steps: number): Receiver | null {
  const object = node.child("object");
  const name = node.child("attribute")?.text;
  if (!object || !name) return null;
  if (object.type === "identifier" && (object.text === "self" || object.text === "cls")) {
    return ofSelf(node, name, context, steps);
  }
  if (/(?:^|\.)state$/.test(object.text) && object.type === "attribute") return plain(context.project.contracts.injected(name));
  const owner = receiverOf(object, context, steps + 1);
  if (!owner) return null;
  const field = owner.class.fields.find((candidate) => candidate.name === name);
  return field?.className ? plain(context.project.contracts.classAt(field.className)) : null;
}

/** `self.x`: its annotation in the class body, what any method assigns to it, or the name itself. */
function ofSelf(node: PyNode, name: string, context: PythonContext, steps: number): Receiver | null {
  const owner = ancestor(node, "class_definition");
  if (!owner) return null;
  const assignments = selfAssignments(owner, name);
  for (const assignment of assignments) {
    const told = behindProtocol(annotatedClass(assignment.child("type"), context), name, context);
    if (told) return plain(told);
  }
  const values = assignments
    .flatMap((assignment) => assignment.child("right") ?? [])
    .filter((value) => unwrap(value).type !== "none");
  const found = values.map((value) => receiverOf(value, context, steps + 1));
  const [first] = found;
  if (first && found.every((other) => other?.class === first.class)) return first;
  return values.length === 0 || values.every((value) => isParameter(value, context))
    ? plain(context.project.contracts.injected(name))
    : null;
}

function isParameter(value: PyNode, context: PythonContext): boolean {
  const node = unwrap(value);
  if (node.type !== "identifier") return false;
  const binding = context.binding(node);
  return binding?.kind === "parameter" && binding.annotation === null;
}

const assignmentsByClass = new WeakMap<PyNode, Map<string, PyNode[]>>();

/** The assignments to an attribute of `self` in the methods of a class, and to the name in its body. */
function selfAssignments(owner: PyNode, name: string): readonly PyNode[] {
  let known = assignmentsByClass.get(owner);
  if (!known) assignmentsByClass.set(owner, (known = collectSelfAssignments(owner)));
  return known.get(name) ?? [];
}

function collectSelfAssignments(owner: PyNode): Map<string, PyNode[]> {
  const found = new Map<string, PyNode[]>();
  const pending: { node: PyNode; method: boolean }[] = (owner.child("body")?.children ?? []).map((node) => ({
    node,
    method: false,
  }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, method } = next;
    if (node.type === "class_definition") continue;
    if (node.type === "assignment") {
      const left = node.child("left");
      const attribute =
        left?.type === "attribute" && left.child("object")?.text === "self" ? left.child("attribute")?.text : null;
      const name = attribute ?? (!method && left?.type === "identifier" ? left.text : null);
      if (name) found.set(name, [...(found.get(name) ?? []), node]);
    }
    for (const child of node.children) pending.push({ node: child, method: method || node.type === "function_definition" });
  }
  return found;
}

function ofCall(node: PyNode, context: PythonContext, steps: number): Receiver | null {
  const callee = node.child("function");
  const dotted = context.resolve(callee);
  if (dotted !== null) {
    if (MOCKS.test(dotted)) return ofMock(node, context);
    if (/(^|\.)cast$/.test(dotted)) return plain(annotatedClass(callArguments(node).positional[0] ?? null, context));
    const built = context.contractClass(dotted);
    if (built) return plain(built);
  }
  if (callee?.type === "identifier") {
    const binding = context.binding(callee);
    if (binding?.kind === "class") return plain(context.contractClass(callee.text));
  }
  return ofFactory(callee, context, steps);
}

/** `AsyncMock(spec=Service)`, `create_autospec(Service)`: a stand-in for the class. */
function ofMock(call: PyNode, context: PythonContext): Receiver | null {
  const { positional } = callArguments(call);
  const spec = keywordArgument(call, "spec") ?? keywordArgument(call, "spec_set") ?? positional[0] ?? null;
  const found = spec ? context.contractClass(context.resolve(spec) ?? (spec.type === "identifier" ? spec.text : null)) : null;
  return found && { class: found, mock: true };
}

/** What a function of the file, or a method of a contract class, returns by its annotation. */
function ofFactory(callee: PyNode | null, context: PythonContext, steps: number): Receiver | null {
  if (!callee || steps > MAX_STEPS) return null;
  if (callee.type === "identifier") {
    const binding = context.binding(callee);
    return binding?.kind === "function" ? ofFunction(binding.statement, context, steps) : null;
  }
  if (callee.type !== "attribute") return null;
  const owner = receiverOf(callee.child("object"), context, steps + 1);
  if (!owner) return null;
  const method = owner.class.methods.find(({ name }) => name === callee.child("attribute")?.text);
  return method?.returnsClass ? plain(context.project.contracts.classAt(method.returnsClass)) : null;
}

/** By the return annotation; a generator's (`Iterator[T]`) by its argument; a fixture without one by what it returns. */
function ofFunction(definition: PyNode, context: PythonContext, steps: number): Receiver | null {
  const returns = definition.child("return_type");
  if (returns) {
    const type = context.type(returns);
    const mentioned = type.mentions.filter(
      (name) => !/(^|\.)(Async)?(Iterator|Generator|Iterable|Awaitable|Coroutine)$/.test(name) && name !== "None",
    );
    const name = mentioned.length === 1 ? (mentioned[0] as string) : type.name;
    const told = context.contractClass(name);
    const returned = returnedExpression(definition);
    const mock = returned !== null && receiverOf(returned, context, steps + 1)?.mock === true;
    if (told) return { class: told, mock };
    if (!isOpen(returns, context)) return null;
  }
  return receiverOf(returnedExpression(definition), context, steps + 1);
}

/** The expression of a function's only `return` or `yield`. */
function returnedExpression(definition: PyNode): PyNode | null {
  const found: PyNode[] = [];
  const pending = [...(definition.child("body")?.children ?? [])];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "function_definition" || node.type === "class_definition" || node.type === "lambda") continue;
    if (node.type === "return_statement" || node.type === "yield") {
      const [value] = node.operands;
      if (value) found.push(value);
    }
    pending.push(...node.children);
  }
  return found.length === 1 ? (found[0] as PyNode) : null;
}
