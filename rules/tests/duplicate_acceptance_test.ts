import { dirname } from "node:path";
import type { FactKinds, FileFacts } from "../../server/facts/kinds.ts";
import type { AcceptanceName } from "../../server/facts/spec.ts";
import type { Module, ModuleFile } from "../../server/facts/project.ts";
import { defineRule, type ModuleContext } from "../define.ts";
import { plainTestName } from "../shared/test-names.ts";

type TestFact = FactKinds["tests"];

interface Proof {
  name: AcceptanceName;
  path: string;
  test: TestFact;
}

export default defineRule({
  id: "duplicate_acceptance_test",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "error",
  languages: ["yaml", "python", "typescript"],
  fix: null,
  what: "Two acceptance names whose tests have the same body, or that are proved by one and the same test.",
  why: "The spec names two things that must hold, and one of them is never looked at: the second test passes and fails with the first.",
  instead: "Let each test do and assert what its own name says, or take one of the names out of the spec.",
  examples: [
    {
      bad: "def test_order_accepted(client):\n    assert send(client, ORDER).status_code == 200\n\n\ndef test_forged_order_refused(client):\n    assert send(client, ORDER).status_code == 200\n",
      good: "def test_order_accepted(client):\n    assert send(client, ORDER).status_code == 200\n\n\ndef test_forged_order_refused(client):\n    assert send(client, FORGED).status_code == 401\n",
    },
  ],
  module(module, context) {
    const tests = testsByName(module);
    const first = new Map<string, AcceptanceName>();
    const proofs = new Map<string, Proof>();
    for (const name of module.spec.acceptance) {
      const plain = plainTestName(name.text);
      const found = tests.get(plain) ?? [];
      const earlier = first.get(plain);
      if (earlier) {
        context.report(module.specPath, {
          at: name.span,
          message: `${name.text === earlier.text ? "Two items" : `\`${name.text}\` and \`${earlier.text}\``} are proved by one test, \`test_${plain}\`: two names are to be two tests. Give this one a test of its own, or take it out.`,
          related: [{ at: earlier.span, message: `\`${earlier.text}\` is listed here.` }],
          data: { acceptance: [earlier.text, name.text] },
        });
        continue;
      }
      first.set(plain, name);
      // A name with several tests is proved by whichever of them is its own.
      const [only] = found;
      if (!only?.test.body || found.length > 1) continue;
      const key = keyOf(only.file, only.test.body);
      const proof: Proof = { name, path: only.file.path, test: only.test };
      const same = proofs.get(key);
      if (same) report(same, proof, module, context);
      else proofs.set(key, proof);
    }
  },
});

function report(same: Proof, proof: Proof, module: Module, context: ModuleContext): void {
  context.report(proof.path, {
    at: proof.test.span,
    message: `\`${proof.test.name}\` does exactly what \`${same.test.name}\` does, so nothing shows that \`${proof.name.text}\` holds. Assert here what this name says.`,
    related: [
      { path: same.path, at: same.test.span, message: `\`${same.test.name}\` has the same body.` },
      { path: module.specPath, at: proof.name.span, message: `${module.id} requires \`${proof.name.text}\` here.` },
    ],
    data: { acceptance: [same.name.text, proof.name.text] },
  });
}

function testsByName({ files }: Module): Map<string, { file: ModuleFile; test: TestFact }[]> {
  const tests = new Map<string, { file: ModuleFile; test: TestFact }[]>();
  for (const file of files) {
    if (!file.isTest) continue;
    for (const test of file.facts?.tests ?? []) {
      const name = plainTestName(test.name);
      tests.set(name, [...(tests.get(name) ?? []), { file, test }]);
    }
  }
  return tests;
}

/** Two tests with the same key do the same. What a file defines or sets up is known in that file alone, and a `conftest.py` in its folder. */
function keyOf({ path, facts }: ModuleFile, { text, ofFile }: NonNullable<TestFact["body"]>): string {
  const alone = ofFile || (facts !== null && setsUp(facts));
  return `${alone ? path : dirname(path)}\n${text}`;
}

const SET_UP = /^(?:setup|teardown|setUp|tearDown|pytest_)/;

function setsUp({ functions }: FileFacts): boolean {
  return functions.some(({ name, decorators }) => SET_UP.test(name) || decorators.some((one) => /\bfixture$/.test(one)));
}
