import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../server/lint/finding.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { makeLargeWorkspace } from "../fixtures/make-large-workspace.ts";

// What a spec and its code say differently, in a module of the flat layout and in one that is a package folder; modules that agree beside both.

const scratch = mkdtempSync(join(tmpdir(), "l9-drift-"));

interface Layout {
  name: string;
  root: () => string;
  /** Part of the path of every file of the module that is wrong on purpose. */
  bad: string;
  spec: string;
  routes: string;
  /** The module that agrees with its spec. */
  good: string;
}

const LAYOUTS: Layout[] = [
  {
    name: "the flat layout",
    root: () => join(import.meta.dirname, "..", "fixtures", "workspaces", "orders"),
    bad: "payments_webhook",
    spec: "specs/Module-Spec-payments_webhook.yaml",
    routes: "api/routes/payments_webhook.py",
    good: "orders_webhook",
  },
  {
    name: "the package layout",
    root: () => scratch,
    bad: "twilio_adapter",
    spec: "api/adapters/twilio_adapter/Module-Spec-twilio_adapter.yaml",
    routes: "api/adapters/twilio_adapter/routes/twilio_adapter.py",
    good: "email_adapter",
  },
];

beforeAll(async () => {
  await loadPython();
  makeLargeWorkspace(scratch, { files: 90, lines: 3000 });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each(LAYOUTS)("$name", ({ root, bad, spec, routes, good }) => {
  let linter: Linter;
  let found: Finding[];
  beforeAll(() => {
    linter = new Linter(root(), defaultConfig);
    linter.scan();
    found = linter
      .paths()
      .flatMap((path) => linter.check(path))
      .filter(({ rule }) => rule.endsWith("_drift"));
  });
  afterAll(() => linter.dispose());

  it("shows a doubled prefix, another auth, other variables, packet types and statuses, and nothing else", () => {
    const shown = found.map(({ rule, path, message }) => {
      const values = [...message.matchAll(/`([^`]+)`/g)].map(([, value]) => (value ?? "").replace(`${bad}.`, ""));
      return `${relative(root(), path) === spec ? "spec" : "code"} ${rule}: ${values.slice(0, 2).join(", ")}`;
    });
    expect(shown.sort()).toEqual([
      "code auth_drift: receive_payment, auth: hmac-sha256",
      "code env_drift: PAYMENTS_API_KEY, module.environment",
      "code error_policy_drift: invalid_payload",
      "code packet_type_drift: failed, module.packet_contract.emits",
      "code route_drift: /payments/payments/webhook, /payments/webhook",
      "spec env_drift: PAYMENTS_API_URL",
      "spec packet_type_drift: refunded",
    ]);
  });

  it("names both places of each: the one in the code and the one in the spec", () => {
    for (const { rule, path, related } of found) {
      const places = [path, ...related.map((place) => place.path)].map((place) => relative(root(), place));
      expect(`${rule} ${String(places.includes(spec))}`).toBe(`${rule} true`);
      expect(`${rule} ${String(places.some((place) => place.endsWith(".py") && place.includes(bad)))}`).toBe(`${rule} true`);
    }
  });

  it("finds nothing where they agree", () => {
    expect(linter.paths().filter((path) => path.includes(good)).length).toBeGreaterThan(4);
    expect(found.filter(({ path }) => path.includes(good))).toEqual([]);
  });

  it("is judged anew in the spec by an edit of the routes, and no other module is looked at", () => {
    const path = join(root(), routes);
    const text = readFileSync(path, "utf8");
    const affected = linter.setOpen(path, text.replaceAll("/webhook", "/hook")).map((file) => relative(root(), file));
    expect(affected).toContain(spec);
    expect(affected.filter((file) => !file.includes(bad))).toEqual([]);
    const missing = linter.check(join(root(), spec)).filter(({ rule }) => rule === "route_drift");
    const extra = linter.check(path).filter(({ rule }) => rule === "route_drift");
    expect(missing.length + extra.length).toBeGreaterThan(0);
    linter.close(path);
    expect(linter.check(path).filter(({ rule }) => rule.endsWith("_drift"))).toEqual(found.filter((one) => one.path === path));
  });
});
