import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { diskPaths } from "../../server/project/path-facts.ts";

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "l9-paths-")));
const root = join(scratch, "workspace");

beforeAll(() => {
  mkdirSync(join(root, "api"), { recursive: true });
  mkdirSync(join(scratch, "outside"));
  writeFileSync(join(scratch, "outside", "secret.py"), "");
  writeFileSync(join(root, "api", "real.py"), "");
  symlinkSync(join(scratch, "outside"), join(root, "escape"));
  symlinkSync("../outside/secret.py", join(root, "secret.py"));
  symlinkSync(join(scratch, "outside", "missing.py"), join(root, "dangling.py"));
  symlinkSync("api", join(root, "alias"));
  symlinkSync("loop", join(root, "loop"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("what lies at a path", () => {
  it.each([
    ["api/real.py", "file", "workspace/api/real.py"],
    ["api", "folder", "workspace/api"],
    ["api/new/deep.py", "absent", "workspace/api/new/deep.py"],
    ["alias/new.py", "absent", "workspace/api/new.py"],
    ["escape/new.py", "absent", "outside/new.py"],
    ["secret.py", "file", "outside/secret.py"],
    ["dangling.py", "absent", "outside/missing.py"],
  ])("%s: %s, really %s", (path, kind, real) => {
    expect(diskPaths.look(join(root, path))).toEqual({ kind, real: join(scratch, real) });
  });

  it("a loop of links ends", () => {
    expect(diskPaths.look(join(root, "loop")).kind).toBe("absent");
  });
});

it("spec_path follows links out of the workspace, and only out of it", () => {
  const spec = join(root, "MODULE_SPEC.yaml");
  writeFileSync(
    spec,
    "module:\n  repo:\n    allowed_new_files:\n      - escape/new.py\n      - secret.py\n      - dangling.py\n      - alias/new.py\n      - api/real.py\n      - alias\n",
  );
  const linter = new Linter(root, { ...defaultConfig, scope: "all" }, { select: ["spec_path"] });
  expect(linter.check(spec).map(({ message }) => message.replace(/, to .*$/, ""))).toEqual([
    "`escape/new.py` leads out of the workspace through a symbolic link",
    "`secret.py` leads out of the workspace through a symbolic link",
    "`dangling.py` leads out of the workspace through a symbolic link",
    "`alias` is a folder. List the files in it, one an entry.",
  ]);
  linter.dispose();
});
