import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isTestPath } from "../../server/facts/languages.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { readCases, type Case } from "../../server/cli/rule-cases/case.ts";

// Correct modules in TypeScript: the worst that a rule can do is to find something in one. They stand in the document beside this file.

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "l9-typescript-module-")));
beforeAll(() => Promise.all([loadPython(), loadTypeScript()]));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const ABOUT_TESTS = ["acceptance_test_missing", "missing_test_category"];
const cases = readCases(readFileSync(join(import.meta.dirname, "typescript-module.md"), "utf8"));
let count = 0;

/** Opens a case as a workspace of its own. @param change what a file's text is changed to */
function open({ files }: Case, change: (path: string, text: string) => string = (_, text) => text): Linter {
  const root = join(scratch, String(count++));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), change(path, text));
  }
  const hasTests = files.some(({ path }) => isTestPath(path));
  const linter = new Linter(root, defaultConfig, { ignore: hasTests ? [] : ABOUT_TESTS });
  linter.scan();
  return linter;
}

function findings(linter: Linter): string[] {
  const found = linter.paths().flatMap((path) => linter.check(path));
  linter.dispose();
  return found.map(({ path, rule, message }) => `${relative(linter.root, path)}: [${rule}] ${message}`);
}

describe.each(cases.map((one) => ({ title: one.title, one })))("$title", ({ one }) => {
  it("has no finding", () => {
    expect(findings(open(one))).toEqual([]);
  });

  it("is looked at: a rival spelling in a contract is found", () => {
    expect(one.files.length).toBeGreaterThan(3);
    const broken = open(one, (path, text) =>
      path.endsWith(".ts") ? text.replace(/PacketEnvelopeIn|packetEnvelopeIn/g, "Unrelated") : text,
    );
    const missing = findings(broken).filter((line) => line.includes("[model_not_found]"));
    expect(missing).toHaveLength(one.title.includes("contracts in Python") ? 0 : 1);
  });
});

describe("the express adapter with one thing wrong", () => {
  const [express] = cases as [Case];

  it.each([
    ["routes.ts", 'router.post("/webhook"', 'router.post("/hook"', "route_drift"],
    ["config.ts", "env.ORDERS_SIGNING_SECRET", "env.ORDERS_SECRET", "env_drift"],
    ["service.ts", '"orders_webhook.in"', '"orders_webhook.input"', "packet_type_drift"],
    [
      "service.ts",
      "async handle(event: OrderEvent, correlationId: string): Promise<OrderReply>",
      "async handle(event: OrderEvent, correlationId: string): Promise<object>",
      "dict_where_model",
    ],
    ["service.ts", "PacketEnvelopeInSchema.parse({", "({", "raw_dict_packet"],
    ["service.ts", "uuidv5(event.customer_id, ORDERS_NAMESPACE)", "crypto.randomUUID()", "random_uuid"],
    ["orders.test.ts", 'it("dedupes"', 'it("deduplicates"', "acceptance_test_missing"],
    ["packets.ts", "searchPacketsByThread", "readAll", "idempotency_unclear"],
    ["packets.ts", "PacketProvenanceSchema", "OriginSchema", "model_not_found"],
    ["README.md", "## Troubleshooting", "## Trouble", "readme_section_missing"],
  ])("%s: %s → %s is %s", (file, from, to, rule) => {
    const changed = open(express, (path, text) => {
      if (!path.endsWith(file)) return text;
      expect(text).toContain(from);
      return text
        .replaceAll(from, to)
        .replaceAll("PacketProvenance = z.infer<typeof OriginSchema>", "Origin = z.infer<typeof OriginSchema>");
    });
    expect(findings(changed).filter((line) => line.includes(`[${rule}]`))).not.toEqual([]);
  });
});
