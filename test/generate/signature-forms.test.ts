import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { templateBackend } from "../../server/generate/backends/template/backend.ts";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { openWorkspaces, writeModule } from "./generated-modules.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";
import { FORMS, specOf, URL_SIGNED } from "./signature-forms.ts";
import { runIn } from "./workspace.ts";

// How requests are signed, as specs say it: what is generated is held against examples that the services publish, and against signatures that Node computes.

const workspaces = openWorkspaces();
const root = workspaces.roots.whole;
afterAll(() => workspaces.dispose());

async function generate(id: string, spec: object): Promise<Generated | Stopped> {
  const path = `specs/Module-Spec-${id}.yaml`;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), stringify(spec, { lineWidth: 0 }));
  return (await runIn(root, templateBackend(), { spec: path, maxRepairs: 0 })).result;
}

describe("a form that the spec says", () => {
  const modules = new Map<string, Map<string, string>>();

  beforeAll(async () => {
    for (const form of FORMS) {
      const result = await generate(form.id, specOf(form.id, { timed: form.timed, signature: form.signature, ...form.inbound }));
      expect(result, JSON.stringify("blockers" in result ? result.blockers : null)).toMatchObject({ status: "attested" });
      const files = new Map((result as Generated).draft.files.map(({ path, content }) => [path, content]));
      writeModule(root, { files });
      modules.set(form.id, files);
      const proved = (result as Generated).evidence.rows.flatMap(({ contracts }) => contracts);
      expect(proved).toEqual(expect.arrayContaining(["invalid_returns_401", "missing_headers_401", "valid_passes"]));
      expect(proved.includes("stale_timestamp_401")).toBe(form.timed);
    }
  }, 120_000);

  it("is attested and clean under every rule", () => {
    const linter = new Linter(root, defaultConfig);
    try {
      linter.scan();
      for (const [id, files] of modules)
        for (const path of [`specs/Module-Spec-${id}.yaml`, ...files.keys()])
          expect(linter.check(join(root, path)).map(({ rule, message }) => `${path}: ${rule}: ${message}`)).toEqual([]);
    } finally {
      linter.dispose();
    }
  });

  it.each(FORMS)("of $id speaks of a request's age only where a timestamp is sent", ({ id, timed }) => {
    const files = [...(modules.get(id) ?? [])];
    const told = files.filter(([, text]) => /fresh|stale|TOLERANCE/.test(text)).map(([path]) => path);
    expect(told).toEqual(timed ? [`api/${id}_auth.py`, `tests/test_${id}_auth.py`, `docs/${id}.md`] : []);
    const lines = files.flatMap(([path, text]) => (path.endsWith(".py") ? text.split("\n") : []));
    expect(lines.filter((line) => line.length > 130)).toEqual([]);
  });

  describe.skipIf(!hasPython())("under Python", () => {
    it("takes what the service signs, and refuses everything else", () => {
      const cases = FORMS.flatMap(({ id, good, changed }) => [
        { id, ...good, answer: "taken" },
        ...changed.map(({ change, answer }) => ({ id, ...good, ...change, answer })),
      ]);
      const run = spawnSync(PYTHON, ["-c", ORACLE], {
        cwd: root,
        env: PYTHON_ENVIRONMENT,
        input: JSON.stringify(cases),
        encoding: "utf8",
      });
      expect(run.stderr).toBe("");
      expect(cases.map((one, at) => [one.id, at, (JSON.parse(run.stdout) as string[])[at]])).toEqual(
        cases.map(({ id, answer }, at) => [id, at, answer]),
      );
    });

    it("passes its own tests", () => {
      const paths = [...modules.values()].flatMap((files) => [...files.keys()].filter((path) => path.startsWith("tests/")));
      const run = spawnSync(PYTHON, ["-m", "pytest", "-q", "--color=no", "--tb=short", ...paths], {
        cwd: root,
        env: PYTHON_ENVIRONMENT,
        encoding: "utf8",
      });
      expect(run.status, `${run.stdout}${run.stderr}`).toBe(0);
    }, 60_000);
  });
});

/** Calls each module's check with what its route would give it. */
const ORACLE = `
import importlib, inspect, json, sys, time
from types import SimpleNamespace
from fastapi import HTTPException

def answer(case):
    module = importlib.import_module("api." + case["id"] + "_auth")
    time.time = lambda: case["now"]
    names = list(inspect.signature(module.check_signature).parameters)[2:]
    sent = list(case["headers"].values()) + [None, None]
    try:
        module.check_signature(SimpleNamespace(signing_secret=case["secret"], webhook_url="${URL_SIGNED}"), case["body"].encode(), *sent[: len(names)])
    except HTTPException as error:
        return f"{error.status_code} {error.detail}"
    return "taken"

print(json.dumps([answer(case) for case in json.load(sys.stdin)]))
`;

describe("what a signature does not say is asked for", () => {
  const asked: readonly { what: string; inbound: Record<string, unknown>; timed?: boolean; issue: RegExp; key: string }[] = [
    {
      what: "a stale test of a carrier without a timestamp",
      inbound: { signature: "github" },
      timed: true,
      issue: /`stale_timestamp_rejected` proves.*comes without a timestamp, so no request is too old/,
      key: "module.acceptance.required.4",
    },
    {
      what: "a signature of callers that do not sign",
      inbound: { auth: "bearer", signature: "slack" },
      issue: /`event` has a `signature`, but its callers are checked by `auth: bearer`/,
      key: "module.interfaces.inbound.0.signature",
    },
    {
      what: "the header of a timestamp that is signed",
      inbound: { signature: { header: "X-Own", signed: "timestamp.body" } },
      issue: /covers a timestamp \(`timestamp\.body`\), but no header carries it/,
      key: "module.interfaces.inbound.0.signature",
    },
    {
      what: "whether a service signs in another way than it does",
      inbound: { signature: "twilio", payload_type: "form" },
      issue: /is signed by `auth: hmac-sha256`, but `twilio` signs by `hmac-sha1`/,
      key: "module.interfaces.inbound.0.signature",
    },
    {
      what: "how Twilio signs JSON",
      inbound: { auth: "hmac-sha1", signature: "twilio", payload_type: "JSON" },
      issue: /`twilio` signs the fields of a form, but `event` takes JSON/,
      key: "module.interfaces.inbound.0.signature",
    },
    {
      what: "which of two headers it is",
      inbound: { signature: "github", headers: ["X-Other-Signature"] },
      issue: /name `X-Other-Signature`, but its `signature` is sent in `X-Hub-Signature-256`/,
      key: "module.interfaces.inbound.0.signature",
    },
  ];

  it.each(asked)("$what", async ({ inbound, timed = false, issue, key }) => {
    const path = join(root, "specs", "Module-Spec-asked_hook.yaml");
    const result = await generate("asked_hook", specOf("asked_hook", { timed, ...inbound }));
    rmSync(path);
    expect(result).toMatchObject({ status: "blocked", phase: "4_GENERATE" });
    expect((result as Stopped).blockers.map((blocker) => [blocker.blocker, blocker.spec_key])).toEqual([
      ["INVENTION_REQUIRED", key],
    ]);
    expect((result as Stopped).blockers[0]?.issue).toMatch(issue);
  });

  it("the URL that Twilio calls, which a module behind a proxy does not see", async () => {
    const inbound = { auth: "hmac-sha1", signature: "twilio", payload_type: "form" };
    const spec = specOf("asked_hook", { timed: false, ...inbound }) as { module: { environment: { required: string[] } } };
    spec.module.environment.required.pop();
    const result = await generate("asked_hook", spec);
    rmSync(join(root, "specs", "Module-Spec-asked_hook.yaml"));
    expect((result as Stopped).blockers).toMatchObject([
      {
        spec_key: "module.environment.required",
        stub: "- name: ASKED_HOOK_WEBHOOK_URL",
        question: expect.stringMatching(/webhook's URL/),
      },
    ]);
  });

  it("which of two forms it is", async () => {
    const spec = specOf("asked_hook", { timed: false, signature: "github" }) as {
      module: { interfaces: { inbound: Record<string, unknown>[] } };
    };
    const [first] = spec.module.interfaces.inbound;
    spec.module.interfaces.inbound.push({ ...first, name: "other", route: "/other", signature: "slack" });
    const result = await generate("asked_hook", spec);
    rmSync(join(root, "specs", "Module-Spec-asked_hook.yaml"));
    expect((result as Stopped).blockers[0]?.issue).toMatch(/`event` and `other` are signed in different ways/);
  });
});
