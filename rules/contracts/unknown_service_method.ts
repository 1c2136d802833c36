import { defineRule } from "../define.ts";
import { didYouMean, isService, listed, meantNames, renameFix, unknownMember } from "../shared/members.ts";

export default defineRule({
  id: "unknown_service_method",
  family: "contracts",
  severity: "error",
  languages: ["python"],
  fix: "unsafe",
  what: "A method called on a contract service that the service does not have.",
  why: "The call fails when it is reached; a test with a mock that has no spec keeps it alive until then.",
  instead: "Call a method that the service has, or ask for it to be added to the service.",
  examples: [],
  python: {
    attribute(node, context) {
      const name = node.child("attribute");
      const called = node.parent?.type === "call" && node.field === "function";
      if (!name || (!called && !context.isTest)) return;
      const receiver = unknownMember(node, context);
      if (!receiver || !isService(receiver.class)) return;
      // Outside a call only what is set up on a mock counts: reading an attribute is not calling a method.
      if (!called && !receiver.mock) return;
      const { class: service } = receiver;
      const methods = service.methods.map((method) => method.name).filter((method) => !method.startsWith("_"));
      const meant = meantNames(name.text, methods);
      context.report({
        at: name,
        message: `${service.name} has no method \`${name.text}\`; it has ${listed(methods)}.${didYouMean(meant)}`,
        related: service.evidence.span ? [{ path: service.evidence.path, at: service.evidence.span, message: `${service.name} is defined here` }] : [],
        fix: renameFix(name, meant),
        data: { service: service.name, method: name.text },
      });
    },
  },
});
