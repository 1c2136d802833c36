import { firstLine } from "../../server/facts/spec.ts";
import { defineRule } from "../define.ts";
import { inOwnNames } from "../shared/own-names.ts";
import { ownTests } from "../shared/own-tests.ts";
import { evidenceNames, neededRows, provedRows } from "../shared/test-evidence.ts";

export default defineRule({
  id: "missing_test_category",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "warning",
  languages: ["yaml"],
  fix: null,
  what: "A row of assertions that the module's kind requires is proved by no test.",
  why: "What no test proves is not attested: the module may break that contract and nobody notices.",
  instead: "Add an assertion of that kind to a test of the module.",
  examples: [],
  module(module, context) {
    const tests = ownTests(module, context.project).map(({ test }) => test);
    // A module that is not written yet lacks everything: that is no news.
    if (module.files.every(({ facts }) => facts === null)) return;
    const { profile, contracts } = context.project;
    const names = evidenceNames(profile, contracts, module.files);
    const proved = new Set(tests.flatMap((test) => provedRows(test, names).map(({ row }) => row)));
    const entry = module.spec.get("module.acceptance.required") ?? module.spec.get("module.acceptance");
    const acceptance = module.spec.get("module.acceptance");
    const at = firstLine(module.spec.text, acceptance?.keySpan ?? entry?.keySpan ?? module.spec.idSpan);
    for (const [category, rows] of neededRows(module, profile)) {
      for (const row of rows) {
        if (proved.has(row)) continue;
        context.report(module.specPath, {
          at,
          message: `No test of ${module.id} proves \`${row}\` (${category}): ${inOwnNames(HOW[row] ?? "add an assertion for it", contracts)}.`,
          data: { category, row },
        });
      }
    }
  },
});

/** What proves a row, in words for the message; parts of contracts in braces. */
const HOW: Readonly<Record<string, string>> = {
  context_schema: "assert a field of the {runtime_context} that AIOS is given",
  tools_are_ToolBinding: "assert that the tools are {tool_binding} objects, by isinstance or equality",
  thread_uuid_is_UUIDv5: "assert that its version is 5, or that it equals a uuid5 computed in the test",
  correlation_id: "assert that the id given in is the one found on the packet, the call or the response",
  identity_field_used: "assert the identity field in what dispatch is given",
  ToolCallRequest_schema: "assert that dispatch is given a {tool_request}, and a field of it besides the id",
  ToolCallResult_validated: "assert a field of the {tool_result} besides success",
  PacketEnvelopeIn_used: "assert the type or the payload of the {packet} that is written",
  metadata_fields: "assert a field of the packet's metadata",
  correlation_links: "assert that the in-packet and the out-packet share a thread, correlation or parent id",
  valid_passes: "assert the packet or call that an accepted request leads to, not only the 200",
  invalid_returns_401: "send a wrong signature or token and assert 401",
  stale_timestamp_401: "send an old timestamp and assert 401",
  missing_headers_401: "leave the headers out and assert 401",
  duplicate_returns_ok: "deliver twice and assert that no second packet, dispatch or call is made",
  first_processes_fully: "assert the packet, dispatch or call of the first delivery",
};
