#!/usr/bin/env node
"use strict";
// Starts main.cjs with the code that V8 compiled when the package was built: half the start is otherwise spent on compiling it.
// V8 refuses what another version of itself compiled; then the source is compiled here, and newer Nodes keep the result.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const vm = require("node:vm");

// Code from the cache can not import: modules of the user's are loaded by this file's own import.
globalThis[Symbol.for("l9-language-server.import")] = (url) => import(url);

const filename = join(__dirname, "main.cjs");
let cachedData;
try {
  cachedData = readFileSync(join(__dirname, "main.cache"));
} catch {
  // A package without the cache works the same, only slower.
}
// The bundle is ASCII, and latin1 is the fastest way to read that.
const script =
  cachedData &&
  new vm.Script(Module.wrap(readFileSync(filename, "latin1")), {
    filename,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
if (script && !script.cachedDataRejected) {
  const main = new Module(filename, module);
  main.filename = filename;
  main.paths = module.paths;
  script.runInThisContext()(main.exports, Module.createRequire(filename), main, filename, __dirname);
} else {
  if (Module.enableCompileCache) Module.enableCompileCache();
  require(filename);
}
