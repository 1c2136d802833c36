import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CONFIG_NAME } from "../project/config.ts";
import { writeWhole } from "../project/write-file.ts";
import { shownPath } from "./result.ts";
import { writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

const CONFIG = `# yaml-language-server: $schema=./node_modules/l9-language-server/dist/l9.config.schema.json
# Every key is optional; what stands here is the default. "l9 explain" lists the rules.

# modules: specs and the code generated from them; all: every Python file.
scope: modules

# Globs, beside .gitignore.
include: []
exclude: []

# Folders that hold Space files.
space: [space, .l9/space]

# Severity of a rule: off, info, warning or error.
rules: {}

# The repository's own name for a contract model: { ExecutorResult: ExecutionResult }
model_aliases: {}

# The name under which a service is injected: { substrate_service: MemorySubstrateService }
injected: {}
`;

const SNIPPETS = `Before a commit (.pre-commit-config.yaml):

  - repo: local
    hooks:
      - id: l9
        name: l9
        entry: npx -p l9-language-server l9 check
        language: system
        types_or: [python, yaml, markdown]

In CI:

  npx -p l9-language-server l9 check --format github

Neovim (0.11 or newer):

  vim.lsp.config("l9", {
    cmd = { "npx", "-p", "l9-language-server", "l9", "lsp", "--stdio" },
    filetypes = { "python", "yaml", "markdown" },
    root_markers = { "l9.config.yaml", ".git" },
  })
  vim.lsp.enable("l9")

Helix (languages.toml):

  [language-server.l9]
  command = "npx"
  args = ["-p", "l9-language-server", "l9", "lsp", "--stdio"]

  [[language]]
  name = "python"
  language-servers = ["l9"]

Emacs (eglot):

  (add-to-list 'eglot-server-programs
    '((python-mode yaml-mode) . ("npx" "-p" "l9-language-server" "l9" "lsp" "--stdio")))

Other editors: start "l9 lsp --stdio" for Python, YAML and Markdown files.
`;

/** `l9 init`: writes a starting configuration and prints what editors and hooks need. An existing configuration is left alone. */
export async function init({ root }: { root?: string }): Promise<number> {
  const cwd = process.cwd();
  const path = join(resolve(cwd, root ?? "."), CONFIG_NAME);
  if (existsSync(path)) throw new UsageError(`${shownPath(path, cwd)} exists already; it is left as it is`);
  try {
    writeWhole(path, CONFIG);
  } catch (error) {
    throw new UsageError(`${visible(path)} can not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  await writeText(`Wrote ${shownPath(path, cwd)}.\n\n${SNIPPETS}`);
  return 0;
}
