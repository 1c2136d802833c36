import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commitAll, git } from "../ci/checkout.ts";
import { findings, folder, l9 } from "./run.ts";

const lines = (of: string): string =>
  Array.from({ length: 50 }, (_, at) => `${of}${String(at)}: int = 1  # type: ignore\n`).join("");

it("a branch with a hundred old findings shows the one new one, also where a file's first line is another", () => {
  const unplanned = "# module_id: depot\nx: int = 1\n";
  const files = { "api/depot.py": lines("a"), "tests/test_depot.py": lines("b"), "api/more.py": unplanned };
  const spec = "module:\n  id: depot\n  repo: { allowed_new_files: [api/depot.py, tests/test_depot.py] }\n";
  const cwd = folder({ "MODULE_SPEC.yaml": spec, ...files });
  commitAll(cwd);
  const base = git(cwd, "rev-parse", "HEAD").trim();
  writeFileSync(join(cwd, "api/depot.py"), `"""Doc."""\n\n${lines("a")}`);
  writeFileSync(join(cwd, "tests/test_depot.py"), `\n\n${lines("b")}new: int = 1  # type: ignore\n`);
  writeFileSync(join(cwd, "api/more.py"), `# A line above.\n${unplanned}`);
  git(cwd, "commit", "-qam", "Change");
  const check = (...flags: string[]): string[] =>
    findings(l9(["check", "--since", base, "--format", "json", "--select", "type_ignore,unplanned_file", ...flags], { cwd })).map(
      ({ path, rule }) => `${path} ${rule}`,
    );
  expect(check()).toHaveLength(102);
  expect(check()).toContain("api/more.py unplanned_file");
  expect(check("--new")).toEqual(["tests/test_depot.py type_ignore"]);
});
