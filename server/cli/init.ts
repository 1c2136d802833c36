import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CONFIG_NAME } from "../project/config.ts";
import { refusal, writeWhole } from "../project/write-file.ts";
import { statOf } from "../project/regular-file.ts";
import type { Kind } from "./module-kinds.ts";
import { shownPath } from "./result.ts";
import { schemaLine } from "./schema-line.ts";
import { writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "../syntax/visible.ts";

/** What editors need to start this very program, wherever it is. */
function snippets(): string {
  const command = [process.execPath, join(import.meta.dirname, "l9.cjs"), "lsp", "--stdio"].map((part) => JSON.stringify(part));
  return `Before a commit and in CI: "l9 init --ci" says what there is for pre-commit, GitHub, GitLab, reviewdog and MegaLinter, and writes it.

Neovim (0.11 or newer):

  vim.lsp.config("l9", {
    cmd = { ${command.join(", ")} },
    filetypes = { "python", "typescript", "typescriptreact", "yaml", "markdown" },
    root_markers = { "l9.config.yaml", ".git" },
  })
  vim.lsp.enable("l9")

Helix (languages.toml):

  [language-server.l9]
  command = ${command[0] ?? ""}
  args = [${command.slice(1).join(", ")}]

  [[language]]
  name = "python"
  language-servers = ["l9"]

Emacs (eglot):

  (add-to-list 'eglot-server-programs
    '((python-mode yaml-mode) . (${command.join(" ")})))

Other editors: start "l9 lsp --stdio" for Python, TypeScript, YAML and Markdown files.
`;
}

export interface InitOptions {
  root?: string;
  /** True without names. */
  ci?: string[] | true;
  source?: string;
  /** True without names. */
  agents?: string[] | true;
  check?: boolean;
  kind?: Kind;
  id?: string;
  withContracts?: boolean;
}

/**
 * `l9 init`: writes a configuration proposed from what is there and prints what editors need. A configuration that exists is left as it is. With `--ci`, what
 * services need; with `--agents`, what coding agents do; with `--kind`, the spec of a first module.
 */
export async function init(options: InitOptions): Promise<number> {
  const { root, ci, source, agents, check = false, kind, id, withContracts = false } = options;
  const cwd = process.cwd();
  const folder = resolve(cwd, root ?? ".");
  if (kind !== undefined) {
    const other = (["ci", "agents", "check", "source"] as const).find((name) => options[name] !== undefined);
    if (other) throw new UsageError(`--kind writes a spec, and --${other} is about other files: run l9 init once for each`);
    return (await import("./init-module.ts")).initModule(folder, { kind, id: id ?? null, withContracts });
  }
  if (id !== undefined || withContracts)
    throw new UsageError(`--${id === undefined ? "with-contracts" : "id"} is about a module: say of which --kind`);
  if (check && agents === undefined) throw new UsageError("--check says what agents lack: give --agents with it");
  if (agents !== undefined) {
    if (ci !== undefined) throw new UsageError("--agents and --ci write different things: run l9 init once for each");
    return (await import("./init-agents.ts")).initAgents(folder, agents === true ? [] : agents, check);
  }
  if (ci !== undefined) return (await import("./init-ci.ts")).initCi(folder, ci === true ? [] : ci, source ?? null);
  if (source !== undefined) throw new UsageError("--source says what a service installs: give --ci with it");
  const path = join(folder, CONFIG_NAME);
  const isThere = existsSync(path);
  if (!isThere) {
    const text = statOf(folder)?.isDirectory() ? await (await import("./init-config.ts")).proposedConfig(folder) : "";
    write(path, `${schemaLine(folder, path, "l9.config.schema.json")}${text}`);
  }
  const told = isThere ? `${shownPath(path, cwd)} exists already; it is left as it is.` : `Wrote ${shownPath(path, cwd)}.`;
  await writeText(`${told}\n\n${snippets()}`);
  return 0;
}

function write(path: string, text: string): void {
  try {
    writeWhole(path, text);
  } catch (error) {
    throw new UsageError(`${visible(path)} can not be written: ${refusal(error) ?? String(error)}`);
  }
}
