import { calleeName, callArguments, stringValue, type Node } from "../../server/code/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import { defineRule, type CodeContext } from "../define.ts";
import {
  didYouMean,
  hasMember,
  isService,
  listed,
  meantNames,
  renameFix,
  unknownClassMember,
  unknownMember,
} from "../shared/members.ts";
import { isGivenHere, setBeside } from "../shared/guards.ts";
import { classNamed } from "../shared/named-classes.ts";
import { isSetUp, unknownInTypeScript } from "./unknown_service_method-typescript.ts";
import { receiverOf } from "../shared/receivers.ts";

export default defineRule({
  id: "unknown_service_method",
  family: "contracts",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "unsafe",
  what: "A method called on a contract service that the service does not have.",
  why: "The call fails when it is reached; a test with a mock that has no spec keeps it alive until then.",
  instead: "Call a method that the service has, or ask for it to be added to the service.",
  examples: [
    {
      bad: "from memory.substrate_service import MemorySubstrateService\n\n\nasync def find(service: MemorySubstrateService) -> None:\n    await service.search_packets()\n",
      good: 'from memory.substrate_service import MemorySubstrateService\n\n\nasync def find(service: MemorySubstrateService) -> None:\n    await service.search_packets_by_type("order")\n',
    },
  ],
  code: {
    visit: {
      attribute(node, context) {
        const name = node.child("attribute");
        const called = node.parent?.type === "call" && node.field === "function";
        // In code, reading an attribute is not calling a method; in a test it sets one up, or asks what it was given.
        if (!name || (!called && !context.isTest)) return;
        if (node.source.language === "typescript") {
          const service = called || isSetUp(node) ? unknownInTypeScript(node, context) : null;
          if (service) report(name, name.text, service, new Set(), context);
          return;
        }
        const receiver = unknownMember(node, context) ?? unknownClassMember(node, context);
        if (!receiver || !isService(receiver.class) || (!receiver.mock && isGivenHere(node))) return;
        report(name, name.text, receiver.class, setBeside(node), context);
      },
      call(node, context) {
        if (context.isTest && node.source.language === "python")
          for (const { at, name, service, given } of setUp(node, context)) report(at, name, service, given, context);
      },
    },
  },
});

interface SetUp {
  at: Node;
  name: string;
  service: ContractClass;
  /** What the same call sets up. */
  given: ReadonlySet<string>;
}

/** Methods that are set up on a service, or a mock of it, by name: `AsyncMock(spec=S, x=…)`, `patch.object(S, "x")`, `configure_mock`. */
function setUp(call: Node, context: CodeContext): SetUp[] {
  const { positional, keywords } = callArguments(call);
  const callee = call.child("function");
  const isPatch = /(?:^|\.)patch\.object$|^monkeypatch\.setattr$/.test(callee?.text ?? "");
  const isConfigured = calleeName(call) === "configure_mock";
  if (!isPatch && keywords.length === 0) return [];
  const target = isPatch ? (positional[0] ?? null) : isConfigured ? (callee?.child("object") ?? null) : call;
  const receiver = receiverOf(target, context);
  const service = receiver?.class ?? (isPatch ? classNamed(target, context) : null);
  if (!service || !isService(service) || !service.complete) return [];
  const named: { at: Node; name: string }[] = [];
  const [, member] = positional;
  const text = isPatch ? stringValue(member ?? null) : null;
  // `create=True` and `raising=False` say that the name need not exist.
  if (text !== null && member && !keywords.some(({ name }) => name === "create" || name === "raising"))
    named.push({ at: member, name: text });
  if (!isPatch && receiver?.mock)
    for (const { name, node } of keywords) named.push({ at: node.child("name") ?? node, name: name.split(".")[0] ?? name });
  const given = new Set(named.map(({ name }) => name));
  return named.flatMap(({ at, name }) =>
    name.startsWith("_") || MOCK_OPTIONS.has(name) || hasMember(service, name) ? [] : [{ at, name, service, given }],
  );
}

/** Keywords that set up the mock itself. */
const MOCK_OPTIONS = new Set(["spec", "spec_set", "instance", "return_value", "side_effect", "wraps", "name", "unsafe"]);

/** @param given methods that are set up beside it: none of them was meant by a second name */
function report(at: Node, name: string, service: ContractClass, given: ReadonlySet<string>, context: CodeContext): void {
  const methods = service.methods.map((method) => method.name).filter((method) => !method.startsWith("_"));
  const meant = meantNames(
    name,
    methods.filter((method) => !given.has(method)),
  );
  context.report({
    at,
    message: `${service.name} has no method \`${name}\`; it has ${listed(methods)}.${didYouMean(meant)}`,
    related: service.evidence.span
      ? [{ path: service.evidence.path, at: service.evidence.span, message: `${service.name} is defined here` }]
      : [],
    fix: at.text === name ? renameFix(at, meant) : undefined,
    data: { service: service.name, method: name },
  });
}
