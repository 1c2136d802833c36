#!/usr/bin/env node
"use strict";
// The program's code lies in a few files of parts that import one another, each with the code that V8 compiled from it when the
// package was built: half the start is otherwise spent on compiling. A file is read when a part of it is first needed.
const { readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const vm = require("node:vm");
const { crc32 } = require("node:zlib");

/** The file of each part; written by the build. */
const FILES = {};
/** A digest of all of the program's code; written by the build. */
const DIGEST = "";
const isProgram = require.main === module;

/** By file: its parts as functions. */
const read = new Map();
/** By file: what was compiled from which source, for the build to store. */
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
  const source = readFileSync(filename);
  const cachedData = compiled(filename, source);
  // Newer Nodes keep what they compile by themselves.
  if (!cachedData && isProgram && Module.enableCompileCache) return require(filename);
  // The file is ASCII, and latin1 is the fastest way to read that.
  const script = new vm.Script(Module.wrap(source.latin1Slice()), { filename, cachedData });
  if (script.cachedDataRejected && Module.enableCompileCache) return require(filename);
  scripts.set(file, { script, source });
  const made = { exports: {} };
  script.runInThisContext()(made.exports, require, made, filename, __dirname);
  return made.exports;
}

/** Bytes; a multiple of what V8 aligns its data to. */
const STAMP_SIZE = 256;
const { arch, config, platform, version, versions } = process;
/** This very build of Node. */
const BUILD = `${version} v8 ${versions.v8} ${platform} ${arch} built ${crc32(JSON.stringify(config))}`;

/**
 * What stands before compiled code: which Node compiled it, and from what. V8 compares its own version without Node's changes to it, its
 * flags, and the lengths of source and code; where more than these differs, it crashes or runs other code.
 */
function stamp(source, code) {
  return Buffer.from(`${BUILD}\nsource ${crc32(source)} code ${crc32(code)}\n`.padEnd(STAMP_SIZE), "latin1");
}

/** The stored code where this very Node compiled it from this very source; else nothing, and the program only starts slower. */
function compiled(filename, source) {
  let stored;
  try {
    stored = readFileSync(cacheOf(filename));
  } catch {
    // A package without the code works the same.
    return undefined;
  }
  const code = stored.subarray(STAMP_SIZE);
  return stored.subarray(0, STAMP_SIZE).equals(stamp(source, code)) ? code : undefined;
}

/** Stores what was compiled since the start. */
function store() {
  for (const [file, { script, source }] of scripts) {
    const code = script.createCachedData();
    const before = stamp(source, code);
    if (before.length !== STAMP_SIZE) throw new Error("the stamp of compiled code is too long");
    writeFileSync(cacheOf(join(__dirname, file)), Buffer.concat([before, code]));
  }
}

function cacheOf(filename) {
  return filename.replace(/\.cjs$/, ".cache");
}

globalThis[Symbol.for("l9-language-server.build")] = DIGEST;
// The parts can not import what is not theirs: modules of the user's are loaded by this file's own import.
globalThis[Symbol.for("l9-language-server.import")] = (url) => import(url);

/**
 * By default V8 optimises the parsers on other threads as soon as they have read a few hundred lines, and a short run waits for that
 * at its end, 80 ms of work for nothing. With a larger budget only long runs, which gain by it, set it off. Before anything is compiled:
 * code compiled under other flags is refused. A program that loads the linter as a package keeps its own flags.
 */
function tuneForShortRuns() {
  setFlagsFromString("--wasm-tiering-budget=10000000");
}

/** Runs the program from its beginning, as if it had not run before. */
function start() {
  tuneForShortRuns();
  parts.clear();
  link("./main.cjs");
}

if (isProgram) {
  if (Module.enableCompileCache) Module.enableCompileCache();
  start();
} else module.exports = { start, store, link };
