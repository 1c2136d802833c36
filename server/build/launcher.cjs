#!/usr/bin/env node
"use strict";
// The program's code lies in a few files of parts that import one another, each with the code that V8 compiled from it when the
// package was built: half the start is otherwise spent on compiling. A file is read when a part of it is first needed.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const vm = require("node:vm");

// By default V8 optimises the parsers on other threads as soon as they have read a few hundred lines, and a short run waits for that
// at its end, 80 ms of work for nothing. With a larger budget only long runs, which gain by it, set it off. Before anything is compiled:
// code compiled under other flags is refused.
setFlagsFromString("--wasm-tiering-budget=10000000");

/** The file of each part; written by the build. */
const FILES = {};
const isProgram = require.main === module;

/** By file: its parts as functions. */
const read = new Map();
/** By file: what was compiled, for the build to store. */
const scripts = new Map();
const parts = new Map();

/** The exports of a part; any other name is a module of Node's. */
function link(name) {
  const known = parts.get(name);
  if (known) return known.exports;
  const file = FILES[name];
  if (file === undefined) return require(name);
  if (!read.has(file)) read.set(file, load(file));
  const part = { exports: {} };
  parts.set(name, part);
  read.get(file)[name](part, part.exports, link);
  return part.exports;
}

function load(file) {
  const filename = join(__dirname, file);
  const cachedData = compiled(filename);
  // Newer Nodes keep what they compile by themselves.
  if (!cachedData && isProgram && Module.enableCompileCache) return require(filename);
  // The file is ASCII, and latin1 is the fastest way to read that.
  const script = new vm.Script(Module.wrap(readFileSync(filename, "latin1")), { filename, cachedData });
  if (script.cachedDataRejected && Module.enableCompileCache) return require(filename);
  scripts.set(file, script);
  const made = { exports: {} };
  script.runInThisContext()(made.exports, require, made, filename, __dirname);
  return made.exports;
}

function compiled(filename) {
  try {
    return readFileSync(filename.replace(/\.cjs$/, ".cache"));
  } catch {
    // A package without the code works the same, only slower; V8 refuses what another version of itself compiled.
    return undefined;
  }
}

// The parts can not import what is not theirs: modules of the user's are loaded by this file's own import.
globalThis[Symbol.for("l9-language-server.import")] = (url) => import(url);

/** Runs the program from its beginning, as if it had not run before. */
function start() {
  parts.clear();
  link("./main.cjs");
}

if (isProgram) {
  if (Module.enableCompileCache) Module.enableCompileCache();
  start();
} else module.exports = { start, scripts };
