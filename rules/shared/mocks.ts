import { callArguments, type PyNode } from "../../server/facts/python/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { PythonContext } from "../define.ts";
import { isModel, isService } from "./members.ts";
import { isPacketName } from "./packets.ts";
import { bindingIn, landings, localUses, type Landing } from "./value-flow.ts";

const MOCK_CLASS = /^(?:(?:unittest\.)?mock\.|mocker\.)?(?:NonCallable)?(?:Magic|Async)?Mock$/;
/** Keywords that set up the mock itself. */
const MOCK_OPTIONS = new Set(["spec", "spec_set", "return_value", "side_effect", "wraps", "name", "unsafe"]);
/** A mock's own attributes. */
const MOCK_API =
  /^(?:assert_\w+|return_value|side_effect|call_(?:args(?:_list)?|count)|await_(?:args(?:_list)?|count)|called|method_calls|mock_calls|configure_mock|reset_mock|attach_mock|mock_add_spec)$/;

/** True for `Mock()`, `MagicMock()`, `AsyncMock()` and their kin that nothing tells what they stand for: no `spec`, no `wraps`, no `**options`. */
export function isBareMock(call: PyNode, context: PythonContext): boolean {
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
export function standsFor(mock: PyNode, context: PythonContext): StandIn | null {
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

function usesOfVariable(name: PyNode, context: PythonContext): PyNode[] {
  const binding = bindingIn(context.bindings(name), name);
  return binding && binding.scope.kind !== "module" ? localUses(binding, context) : [];
}

/** `mock.field` and, for `mock.a.b`, `a`; a mock's own attributes left out. */
function attributesOf(use: PyNode): string[] {
  const name = use.parent?.type === "attribute" && use.field === "object" ? use.parent.child("attribute")?.text : null;
  return name && !MOCK_API.test(name) ? [name] : [];
}

/** `service: MemorySubstrateService = AsyncMock()`, or a fixture that is annotated to return one. */
function byAnnotation(ends: readonly Landing[], context: PythonContext): StandIn | null {
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

function contractName(dotted: string, context: PythonContext): string | null {
  const found = context.contractClass(dotted);
  if (found) return isContract(found) ? found.name : null;
  const last = dotted.slice(dotted.lastIndexOf(".") + 1);
  return contractNames(context).includes(last) ? last : null;
}

function isContract(found: ContractClass): boolean {
  return isModel(found) || isService(found);
}

/** The models that the generator document requires, and the services it imports. */
function contractNames({ project: { profile } }: PythonContext): string[] {
  return [
    ...Object.values(profile.schema_extraction.models_required).flat(),
    ...Object.values(profile.required_imports).flatMap(({ names }) => names.filter((name) => name.endsWith("Service"))),
  ];
}

/** `substrate_service`, `mock_substrate_service`, `app.state.substrate_service`, `fake_tool_binding`, `packet`. */
function byName(ends: readonly Landing[], context: PythonContext): StandIn | null {
  const { contracts, profile } = context.project;
  for (const end of ends) {
    const stripped = end.name
      .replace(/^_+/, "")
      .replace(/^(?:make|build|create|get|new)_/, "")
      .replace(/^(?:mock|mocked|fake|stub|dummy)_|_(?:mock|fake|stub)$/g, "");
    const service = contracts.injected(stripped);
    if (service) return { name: service.name, because: `\`${end.name}\` is injected as one` };
    const named = contractNames(context).find((name) => {
      const snake = snakeCase(name);
      // `substrate_service` is what everybody calls a MemorySubstrateService.
      return snake === stripped || (name.endsWith("Service") && stripped.includes("_") && snake.endsWith(`_${stripped}`));
    });
    if (named) return { name: named, because: `it is called \`${end.name}\`` };
    if (isPacketName(stripped, profile.packets) && profile.packets.names.includes(stripped)) {
      const model = profile.packets.models[0];
      if (model) return { name: model, because: `it is called \`${end.name}\`` };
    }
  }
  return null;
}

/** `AIOSResult` → `aios_result`, `PacketEnvelopeIn` → `packet_envelope_in`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])/g, "$1$3_$2$4").toLowerCase();
}

/** A method that takes packets is set up on it, or called: it is the substrate service. */
function bySink(uses: readonly PyNode[], context: PythonContext): StandIn | null {
  const { packets, required_imports: imports } = context.project.profile;
  const sink = uses
    .flatMap(attributesOf)
    .find((name) => packets.sinks.includes(name) || /^(?:search|get|find|query)_packets?(?:_|$)/.test(name));
  const service = imports.service?.names[0];
  return sink && service ? { name: service, because: `\`${sink}\` is set up on it` } : null;
}

/** Fields that belong to one known model: two of them, or one that only contracts have. */
function byFields(fields: readonly string[], context: PythonContext): StandIn | null {
  const { contracts, profile } = context.project;
  const given = [...new Set(fields)];
  if (given.length === 0) return null;
  for (const name of Object.values(profile.schema_extraction.models_required).flat()) {
    const lookup = contracts.required(name);
    const known = lookup.status === "found" ? lookup.class.fields.map((field) => field.name) : [];
    if (given.length >= 2 && given.every((field) => known.includes(field)))
      return { name: lookup.status === "found" ? lookup.class.name : name, because: `it is given \`${given.join("`, `")}\`` };
  }
  const telling = given.find((field) => profile.contract_fields.includes(field));
  return telling ? { name: "", because: `it is given \`${telling}\`` } : null;
}
