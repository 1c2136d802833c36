"use strict";
// Runs command lines one after the other in one process, for tests that would otherwise spend most of their time on starting Node and on
// code that runs for the first time. A request and an answer are a line of JSON each.
const { closeSync, createReadStream, openSync, writeSync } = require("node:fs");
const { createInterface } = require("node:readline");
const { Readable } = require("node:stream");
const { Worker } = require("node:worker_threads");

const [, , program, requests, answers] = process.argv;
const environment = { ...process.env };
const launcher = require(program);
const output = openSync(answers, "w");
const signals = ["SIGINT", "SIGTERM"];
let main = null;

/** Ends the process when a run takes longer than any may, also one that never gives way. */
const watchdog = new Worker(
  `const { parentPort } = require("node:worker_threads");
  let timer;
  parentPort.on("message", (limit) => {
    clearTimeout(timer);
    if (limit) timer = setTimeout(() => process.kill(process.pid, "SIGKILL"), limit);
  });`,
  { eval: true },
);
watchdog.unref();

const written = (chunks) => (chunk, encoding, done) => {
  chunks.push(Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8"));
  (typeof encoding === "function" ? encoding : done)?.();
  return true;
};

function run({ args, cwd, stdin }) {
  return new Promise((resolve) => {
    const stdout = [];
    const stderr = [];
    process.chdir(cwd);
    process.argv = [process.execPath, program, ...args];
    process.env = { ...environment };
    process.exitCode = undefined;
    Object.defineProperty(process, "stdin", { value: Readable.from([Buffer.from(stdin, "base64")]), configurable: true });
    process.stdout.write = written(stdout);
    process.stderr.write = written(stderr);
    const end = (exitCode) =>
      resolve({ exitCode, stdout: Buffer.concat(stdout).toString("base64"), stderr: Buffer.concat(stderr).toString("base64") });
    process.exit = (exitCode) => end(exitCode ?? process.exitCode ?? 0);
    const failed = (error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      end(1);
    };
    process.removeAllListeners("uncaughtException").once("uncaughtException", failed);
    const running = main ? main() : begin();
    // A command that leaves by itself, as help does, only sets the code.
    Promise.resolve(running).then(() => setImmediate(() => end(process.exitCode ?? 0)), failed);
  });
}

/** The first run begins when the program is loaded. */
function begin() {
  launcher.start();
  const loaded = launcher.link("./main.cjs");
  main = loaded.main;
  return loaded.begun;
}

createInterface({ input: createReadStream(requests) })
  .on("line", (line) => {
    watchdog.postMessage(180_000);
    void run(JSON.parse(line)).then((answer) => {
      watchdog.postMessage(0);
      for (const signal of signals) process.removeAllListeners(signal);
      for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
      process.chdir("/");
      writeSync(output, `${JSON.stringify(answer)}\n`);
    });
  })
  .on("close", () => {
    closeSync(output);
    process.reallyExit(0);
  });
