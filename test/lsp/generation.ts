import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { GenerateResult } from "../../server/lsp/generation/generate.ts";
import { PUSH, uriOf, type Json, type StartOptions } from "./client.ts";
import { folder } from "./folder.ts";
import { FakeEditor, type Habits } from "./fake-editor.ts";
import { MemoryClient } from "./memory.ts";
import { ORDERS_FILES, ORDERS_SPEC, ordersWorkspace, sampleText } from "./orders.ts";

/** The phases of a run, in order. */
export const PHASES = [
  "0_READ",
  "1_PARSE",
  "2_EXTRACT",
  "3_PLAN",
  "4_GENERATE",
  "5_DOCUMENT",
  "6_VALIDATE",
  "7_EVIDENCE",
  "8_ATTEST",
];

/** A draft as a backend answers it: by default the sample's clean module. */
export function ordersDraft(changes: Record<string, string> = {}): { path: string; content: string }[] {
  return ORDERS_FILES.map((path) => ({ path, content: changes[path] ?? sampleText(path) }));
}

/** A backend that answers with files; `body` runs before that, with `task` and `context`. */
export function backendText(files: readonly { path: string; content: string }[], body = ""): string {
  return `const files = ${JSON.stringify(files)};
export const name = "test";
export async function generate(task, context) {
  ${body}
  return { files };
}
export async function repair(task, draft) {
  return draft;
}
`;
}

export interface Generation {
  client: MemoryClient;
  editor: FakeEditor;
  workspace: ReturnType<typeof ordersWorkspace>;
  /** Runs a generation command for the sample's spec. */
  run: (command?: string) => Promise<GenerateResult>;
  /** What the user was shown. */
  messages: () => string[];
  /** `phase: message` of the generation's progress. */
  progress: () => string[];
  /** Cancels the progress of a module that waits to be saved. */
  stopWaiting: () => Promise<void>;
  /** The workspace's files with their texts, without the tool's own folder. */
  tree: () => Record<string, string>;
}

export interface GenerationOptions {
  backend?: string;
  capabilities?: Json;
  answers?: NonNullable<StartOptions["answers"]>;
  initializationOptions?: Json;
  /** The user's own configuration; `BACKEND` stands for the backend's path. */
  userConfig?: string;
  /** The workspace's configuration, likewise. */
  workspaceConfig?: string;
  /** Files of the module that exist already. */
  existing?: Record<string, string>;
  /** What the editor does with edits, where `answers` says nothing else. */
  habits?: Habits;
}

/** The sample workspace without the clean module's files, its spec open, and a backend of the user's that writes them. */
export async function generation({
  backend = backendText(ordersDraft()),
  capabilities = PUSH,
  answers = {},
  initializationOptions,
  userConfig = "generate: {backend: module, module: BACKEND}\n",
  workspaceConfig,
  existing = {},
  habits,
}: GenerationOptions = {}): Promise<Generation> {
  const home = folder({ "backend.mjs": backend });
  const named = (text: string): string => text.replaceAll("BACKEND", home.path("backend.mjs"));
  home.write("l9/config.yaml", named(userConfig));
  const before = process.env.XDG_CONFIG_HOME;
  process.env.XDG_CONFIG_HOME = home.root;
  onTestFinished(() => {
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before;
  });
  const workspace = ordersWorkspace({ without: ORDERS_FILES });
  for (const [name, text] of Object.entries(existing)) workspace.write(name, text);
  if (workspaceConfig !== undefined) workspace.write("l9.config.yaml", named(workspaceConfig));
  const editor: FakeEditor = new FakeEditor(() => client, habits);
  const client: MemoryClient = await MemoryClient.start({
    roots: [workspace.root],
    capabilities,
    answers: { "workspace/applyEdit": (params) => editor.apply(params), ...answers },
    initializationOptions,
  });
  const spec = workspace.path(ORDERS_SPEC);
  client.open(spec, workspace.read(ORDERS_SPEC));
  return {
    client,
    workspace,
    editor,
    run: (command = "l9.generate") => client.request("workspace/executeCommand", { command, arguments: [uriOf(spec)] }),
    messages: () =>
      client.notifications.filter(({ method }) => method === "window/showMessage").map(({ params }) => params.message as string),
    progress: () => {
      const values: Json[] = client.notifications.filter(({ method }) => method === "$/progress").map(({ params }) => params);
      const token = values.find(({ value }) => /ing module$/.test(value.title ?? ""))?.token;
      return values.flatMap((params) => (params.token === token ? [(params.value.message ?? params.value.kind) as string] : []));
    },
    stopWaiting: async () => {
      const waiting = (): Json =>
        client.notifications.find(({ params }) => / waits to be saved$/.test(params.value?.title ?? ""));
      await client.until(
        () => waiting() !== undefined,
        () => "nothing waits",
      );
      client.notify("window/workDoneProgress/cancel", { token: waiting().params.token });
    },
    tree: () => treeOf(workspace.root),
  };
}

function treeOf(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((name) => !name.startsWith(".l9"));
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(root, name), "utf8")]));
}

/** The edits that the client was asked to apply. */
export function edits({ client }: Generation): Json[] {
  return client.requests.filter(({ method }) => method === "workspace/applyEdit").map(({ params }) => params.edit);
}

/** What the user was asked. */
export function questions({ client }: Generation): Json[] {
  return client.requests.filter(({ method }) => method === "window/showMessageRequest").map(({ params }) => params);
}
