import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { explainKey, nearestKey } from "../../server/cli/explain-key.ts";
import { keysOf } from "../../server/facts/spec/shape-keys.ts";
import { specShape } from "../../server/facts/spec/shape.ts";
import { l9 } from "./run.ts";

// `l9 explain KEY`: a key of a module spec.

const keys = keysOf(specShape).map(({ path }) => path);

it.each(keys)("%s is explained by its own path", (path) => {
  const explained = explainKey(path.replace("<name>", "any_name").replaceAll("[]", ".2"));
  expect(explained?.key).toBe(path);
  expect(explained?.meaning).not.toBe("");
});

it("an example is YAML that has the key, for most keys", () => {
  const shown = keys.flatMap((path) => {
    const example = explainKey(path)?.example;
    return typeof example === "string" ? [{ path, example }] : [];
  });
  expect(shown.length).toBeGreaterThan(40);
  for (const { path, example } of shown) {
    const value = path
      .replaceAll("[]", ".0")
      .split(".")
      .reduce<unknown>(
        (at, key) => (key === "<name>" ? Object.values(at as object)[0] : (at as Record<string, unknown>)[key]),
        parse(example),
      );
    expect(value, path).toBeDefined();
  }
});

describe("the command", () => {
  it("takes a key as it is written in a spec, without `module` and with the place in a list", () => {
    const { stdout, exitCode } = l9(["explain", "interfaces.inbound[0].auth"], { cwd: tmpdir() });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        "module.interfaces.inbound[].auth  optional, one of `hmac-sha256`, `hmac-sha1`, `bearer`, `api_key`, `none`",
        "",
        "How a caller proves who it is: `hmac-sha256` or `hmac-sha1` (a signature), `bearer`, `api_key` or `none`. The code must check exactly this.",
        "",
        "Rules: auth_drift, missing_test_category",
        "Phases: 3_PLAN, 4_GENERATE",
        "",
        "Example:",
        "    module:",
        "      interfaces:",
        "        inbound:",
        "          - name: event_received",
        "            auth: hmac-sha256",
        "",
      ].join("\n"),
    );
  });

  it("takes a key of an item without brackets, and says what it takes and the keys below it", () => {
    const explained = explainKey("module.interfaces.inbound.signature");
    expect(explained).toMatchObject({
      key: "module.interfaces.inbound[].signature",
      required: false,
      takes: "one of `github`, `slack`, `stripe`, `twilio` or a map",
      read_by: { rules: ["missing_test_category"], phases: ["3_PLAN", "4_GENERATE"] },
    });
    expect(explained?.keys.map(({ key }) => key.split(".").at(-1))).toEqual([
      "header",
      "encoding",
      "prefix",
      "signed",
      "timestamp_header",
      "tolerance_seconds",
    ]);
  });

  it("says which keys a map has, as JSON too", () => {
    const { stdout } = l9(["explain", "module.environment", "--format", "json"], { cwd: tmpdir() });
    const { key, required, keys: below } = JSON.parse(stdout);
    expect([key, required]).toEqual(["module.environment", false]);
    expect(below.map((one: { key: string }) => one.key)).toEqual(["module.environment.required", "module.environment.optional"]);
  });

  it("names the key that was meant", () => {
    expect(nearestKey("module.idempotencyy")).toBe("module.idempotency");
    const { stderr, exitCode } = l9(["explain", "module.idempotencyy"], { cwd: tmpdir() });
    expect([exitCode, stderr]).toEqual([2, 'l9: a spec has no key "module.idempotencyy"; did you mean "module.idempotency"?\n']);
    expect(l9(["explain", "random_uid"], { cwd: tmpdir() }).stderr).toContain(
      'there is no rule "random_uid"; did you mean "random_uuid"?',
    );
  });
});
