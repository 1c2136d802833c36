import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A text that stands outside of the repository, and may be shown nowhere. */
export const SECRET = "kept_outside_of_the_repository";

export interface Hostile {
  /** The repository. */
  root: string;
  /** What lies beside it, and is nobody's business. */
  outside: string;
  /** What a program that was started would leave. */
  trace: string;
}

/** A repository that tries to have programs run and files read that lie outside of it, by all that a repository can hold. What it would run is harmless. */
export function hostileRepository(): Hostile {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "l9-hostile-")));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const [root, outside, trace] = [join(top, "repository"), join(top, "outside"), join(top, "started")];
  const run = `touch ${trace}`;
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  put(join(outside, "secret.py"), `import os\n${SECRET}: int = 1  # type: ignore\n`);
  put(join(outside, "space.yaml"), `# ${SECRET}\nservices:\n  - name: ${SECRET}\n`);
  put(join(outside, "requirements.txt"), `${SECRET}\n`);
  put(join(outside, "ignored"), `${SECRET}\n`);
  const git = `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = ${run}\n\tpager = ${run}\n\texcludesFile = ${outside}/ignored\n[include]\n\tpath = ${outside}/ignored\n`;
  put(join(root, ".git/config"), git);
  put(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
  put(join(root, ".git/hooks/post-checkout"), `#!/bin/sh\n${run}\n`);
  const generate = `{ backend: command, command: "${run}", verify: "${run}", module: ../outside/m.mjs, url: "http://127.0.0.1:9/" }`;
  put(join(root, "l9.config.yaml"), `scope: all\nspace: [../outside, ${outside}]\ngenerate: ${generate}\n`);
  put(join(root, "package.json"), JSON.stringify({ scripts: { postinstall: run }, workspaces: ["../outside"] }));
  put(join(root, "conftest.py"), `import os\nos.system("${run}")\n`);
  put(join(root, "vitest.config.ts"), `import { execSync } from "node:child_process";\nexecSync("${run}");\n`);
  put(join(root, "node_modules/.bin/git"), `#!/bin/sh\n${run}\n`);
  put(join(root, "tsconfig.json"), JSON.stringify({ extends: "../outside/tsconfig.json" }));
  put(join(root, "api/orders.py"), "import os\nfrom .linked import other\n");
  put(join(root, "api/page.ts"), "import { x } from '../../outside/x';\n");
  put(
    join(root, "specs/orders.module-spec.yaml"),
    "module:\n  id: orders\n  kind: service\n  repo:\n    root_path: ../outside\n    allowed_new_files: [api/orders.py, ../outside/secret.py]\n",
  );
  for (const name of ["api/linked.py", "linked.module-spec.yaml"]) symlinkSync(join(outside, "secret.py"), join(root, name));
  symlinkSync(join(outside, "requirements.txt"), join(root, "requirements.txt"));
  symlinkSync(outside, join(root, "api/folder"));
  return { root, outside, trace };
}
