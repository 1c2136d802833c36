import { callArguments, type Node } from "../../server/code/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import { isModel, isService } from "./members.ts";
import { calledAfter, contractNames, modelOfFields } from "./stand-ins.ts";
import { landings, type Landing } from "../../server/code/flow.ts";
import { bindingIn, localUses } from "../../server/code/uses.ts";

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
  if (positional.length > 0 || splat || dictionarySplat) return false;
  return !keywords.some(({ name }) => name === "spec" || name === "spec_set" || name === "wraps");
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
  return byAnnotation(ends, context) ?? byName(ends, context) ?? bySink(uses, context) ?? byFields([...fields, ...set], context);
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
function byName(ends: readonly Landing[], context: CodeContext): StandIn | null {
  for (const end of ends) {
    const found = calledAfter(end.name, context.project);
    if (found)
      return {
        name: found.name,
        because: found.injected ? `\`${end.name}\` is injected as one` : `it is called \`${end.name}\``,
      };
  }
  return null;
}

/** A method that takes packets is set up on it, or called: it is the substrate service. */
function bySink(uses: readonly Node[], context: CodeContext): StandIn | null {
  const { packets, required_imports: imports } = context.project.profile;
  const sink = uses
    .flatMap(attributesOf)
    .find((name) => packets.sinks.includes(name) || /^(?:search|get|find|query)_packets?(?:_|$)/.test(name));
  const service = imports.service?.names[0];
  return sink && service ? { name: service, because: `\`${sink}\` is set up on it` } : null;
}

/** Fields that belong to one known model: two of them, or one that only contracts have. */
function byFields(fields: readonly string[], context: CodeContext): StandIn | null {
  const { model, telling } = modelOfFields(fields, context.project);
  if (model) return { name: model.name, because: `it is given \`${[...new Set(fields)].join("`, `")}\`` };
  return telling === null ? null : { name: "", because: `it is given \`${telling}\`` };
}
