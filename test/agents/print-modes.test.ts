import { delimiter } from "node:path";
import { expect, it } from "vitest";
import { coldRun, folder } from "../cli/run.ts";
import { goodDraft, sampleWorkspace, SPEC } from "../generate/workspace.ts";
import { PRINT_MODES, recipe, standIn } from "./print-modes.ts";

const RIGHT = "search_packets_by_thread(thread_uuid, packet_type=PACKET_OUT)";

it.each(Object.keys(PRINT_MODES))("%s writes and repairs a module, as the README has it", { timeout: 120_000 }, (name) => {
  const { root } = sampleWorkspace();
  const bin = folder();
  const wrong = goodDraft().files.map(({ path, content }) => ({
    path,
    content: content.replace(RIGHT, "search_packets(thread_uuid)"),
  }));
  const { heard } = standIn(name, bin, [{ files: wrong }, goodDraft()]);
  const { ask, command } = recipe(name);
  const asked = /'(.*)'/s.exec(ask)?.[1] ?? "";
  const env = { PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`, ASK: asked, TMPDIR: folder() };
  const made = coldRun(["generate", SPEC, "--dry-run", "--stat", "--backend", "command", "--command", command], {
    cwd: root,
    env,
  });
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("this was a dry run") });
  const [first, second, ...more] = heard();
  expect(more).toEqual([]);
  for (const one of [first, second]) {
    expect(one?.text).toContain("You are given a task as JSON");
    expect(one?.text).toContain("orders_webhook.l9.internal");
    expect(one?.cwd.startsWith(root)).toBe(false);
  }
  expect(first?.text).toContain('"request":"generate"');
  expect(second?.text).toContain('"request":"repair"');
  expect(second?.text).toContain("has no method `search_packets`");
});

it("a program that answers with no draft is named, with what it said", () => {
  const { root } = sampleWorkspace();
  const run = (command: string): string =>
    coldRun(["generate", SPEC, "--backend", "command", "--command", command], {
      cwd: root,
      env: { PATH: process.env.PATH ?? "" },
    }).stderr;
  expect(run('cd "$(mktemp -d)" && true "a && b"')).toContain("The backend command true failed: The program printed nothing");
  expect(run("echo 'log in first' >&2")).toContain("log in first");
  expect(run("echo Done.")).toContain("holds no draft (Done.)");
});
