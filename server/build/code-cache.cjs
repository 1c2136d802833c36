"use strict";
// Run by the build with the program's folder: runs the program once as a linter, as a language server and as an MCP server, and stores the
// code that V8 compiled on the way, so that the launcher finds it. The Node is the one that builds; any other compiles for itself.
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { PassThrough } = require("node:stream");
const { pathToFileURL } = require("node:url");

const folder = process.argv[2];
const { start, store } = require(join(folder, "l9.cjs"));

const SAMPLE = `from uuid import uuid4
import os


class A:
    x: int = 1


async def f(a: int) -> str:
    thread_id = uuid4()
    return f"{thread_id} {os.sep}"
`;
const SAMPLE_TYPESCRIPT = `import { randomUUID } from "node:crypto";

interface Order<T> {
  id: string;
  items?: readonly T[];
}

export class Orders {
  readonly #orders = new Map<string, Order<number>>();

  add(order: Order<number>): string {
    const id = \`\${order.id}-\${randomUUID()}\`;
    if (!this.#orders.has(id)) this.#orders.set(id, { ...order, items: order.items?.map((item) => item + 1) ?? [] });
    return id;
  }
}
`;
const sample = mkdtempSync(join(tmpdir(), "l9-build-"));
const source = join(sample, "sample.py");
writeFileSync(source, SAMPLE);
writeFileSync(join(sample, "sample.ts"), SAMPLE_TYPESCRIPT);
writeFileSync(join(sample, "sample.module-spec.yaml"), "module:\n  id: sample\n  name: Sample\n");
writeFileSync(
  join(sample, "l9.config.yaml"),
  "scope: all\nrules: { code_syntax: error }\nprofile: { budget: { max_files: 8 } }\n",
);
process.chdir(sample);
process.env.XDG_CONFIG_HOME = sample;
// Not in the sample, where a cache is not looked for.
const cache = mkdtempSync(join(tmpdir(), "l9-build-"));
process.env.XDG_CACHE_HOME = cache;

const exit = process.exit.bind(process);
const deadline = setTimeout(() => fail("the program did not end"), 600_000);

lint();

/** A check of three files; its result is not wanted. */
function lint() {
  onOutput(() => undefined);
  let runs = 0;
  const check = () => run("check", "--root", sample, "--exit-zero", "sample.py", "sample.module-spec.yaml", "sample.ts");
  // The second run prints what the first one printed.
  process.exit = (code) => (code !== 0 ? fail(`a check ended with ${code}`) : ++runs < 2 ? check() : serve());
  check();
}

/** A session of one document, changed once. */
function serve() {
  const stdin = new PassThrough();
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const textDocument = { uri: pathToFileURL(source).href, languageId: "python", version: 1 };
  let version = 1;
  onOutput((chunk) => {
    for (const [, id] of chunk.matchAll(/"id":(\d+),"method"/g)) send({ id: Number(id), result: null });
    if (/"id":1,"result"/.test(chunk)) {
      send({ method: "initialized", params: {} });
      send({ method: "textDocument/didOpen", params: { textDocument: { ...textDocument, text: SAMPLE } } });
    } else if (chunk.includes("textDocument/publishDiagnostics")) {
      if (version === 2) send({ id: 2, method: "shutdown" });
      else
        send({
          method: "textDocument/didChange",
          params: { textDocument: { ...textDocument, version: ++version }, contentChanges: [{ text: `${SAMPLE}\n` }] },
        });
    } else if (/"id":2,"result"/.test(chunk)) send({ method: "exit" });
  });
  process.exit = (code) => (code === 0 ? answer() : fail(`a session ended with ${code}`));
  run("lsp", "--stdio");
  const client = { processId: process.pid, rootUri: pathToFileURL(sample).href, capabilities: {} };
  send({ id: 1, method: "initialize", params: client });
}

/** The first questions of a coding agent. */
function answer() {
  const stdin = new PassThrough();
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
  const send = (message) => stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  onOutput((chunk) => {
    if (/"id":1\b/.test(chunk) && chunk.includes('"result"')) {
      send({ method: "notifications/initialized" });
      send({ id: 2, method: "tools/list", params: {} });
    } else if (chunk.includes('"l9_contracts"')) stdin.end();
  });
  process.exit = (code) => (code === 0 ? stored() : fail(`an MCP session ended with ${code}`));
  run("mcp", "--root", sample);
  const client = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "build", version: "1" } };
  send({ id: 1, method: "initialize", params: client });
}

function stored() {
  clearTimeout(deadline);
  store();
  end(0);
}

function fail(reason) {
  process.stderr.write(`${reason}\n`);
  end(1);
}

function end(code) {
  process.chdir(tmpdir());
  for (const made of [sample, cache]) rmSync(made, { recursive: true, force: true });
  exit(code);
}

function onOutput(take) {
  process.stdout.write = (...args) => {
    take(String(args[0]));
    const done = args.at(-1);
    if (typeof done === "function") done();
    return true;
  };
}

function run(...args) {
  process.argv = [process.argv[0], join(folder, "l9.cjs"), ...args];
  start();
}
