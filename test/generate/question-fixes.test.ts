import { join } from "node:path";
import { expect, it } from "vitest";
import { parseDocument, type YAMLMap } from "yaml";
import { applyEdits } from "../../server/lint/damage/damage.ts";
import type { Finding } from "../../server/lint/finding.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { asked } from "../rules/asked.ts";
import { sampleWorkspace, SPEC } from "./workspace.ts";

it("a stub that a fix puts into a spec takes the example as an answer", async () => {
  await loadPython();
  const workspace = sampleWorkspace();
  const document = parseDocument(workspace.read(SPEC));
  const module = document.get("module") as YAMLMap;
  for (const key of ["threading", "packet_contract", "environment"]) module.delete(key);
  module.deleteIn(["idempotency", "dedupe_key"]);
  module.deleteIn(["interfaces", "inbound", 0, "headers"]);
  module.deleteIn(["interfaces", "outbound"]);
  let text = document.toString({ lineWidth: 0 });
  const answered: string[] = [];
  for (let left = 9; left > 0; left--) {
    workspace.write(SPEC, text);
    const [next] = findings(workspace.root, SPEC);
    if (!next?.fix) break;
    answered.push(String(next.data.key));
    const examples = /\(such as (.*)\)$/.exec(next.fix.title)?.[1]?.split(", ") ?? [];
    text = applyEdits(text, next.fix.edits).replace(/ # such as .*/, "");
    expect(text).toContain("TODO");
    for (const example of examples) text = text.replace("TODO", example);
  }
  expect(answered.sort()).toEqual([
    "module.environment.required",
    "module.idempotency.dedupe_key",
    "module.interfaces.inbound.0",
    "module.packet_contract.emits",
  ]);
  // What two names prove that are about the outbound calls only their author can say.
  expect(findings(workspace.root, SPEC)).toMatchObject(
    [9, 11].map((at) => ({ data: { key: `module.acceptance.required.${at}` } })),
  );
});

/** What the rule says of a spec that is on disk. */
function findings(root: string, path: string): Finding[] {
  const linter = new Linter(root, defaultConfig, { select: ["generation_blocked"], questions: asked });
  try {
    linter.scan();
    return linter.check(join(root, path));
  } finally {
    linter.dispose();
  }
}
