"use strict";
// Run by the build with the folder of the bundle: runs the program once on a small file and stores the code that V8 compiled on
// the way, so that the launcher finds it. Node is the one that builds; another one compiles for itself.
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const vm = require("node:vm");

const folder = process.argv[2];
const filename = join(folder, "main.cjs");
const script = new vm.Script(Module.wrap(readFileSync(filename, "latin1")), {
  filename,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});

const sample = mkdtempSync(join(tmpdir(), "l9-build-"));
writeFileSync(
  join(sample, "sample.py"),
  'from uuid import uuid4\nimport os\n\nclass A:\n    x: int = 1\n\nasync def f(a: int) -> str:\n    thread_id = uuid4()\n    return f"{thread_id} {os.sep}"\n',
);
writeFileSync(join(sample, "sample.module-spec.yaml"), "module:\n  id: sample\n  name: Sample\n");
// V8 takes back only what was compiled under the flags that it has at a start, so none may be set meanwhile.
require("node:v8").setFlagsFromString = () => undefined;
process.chdir(sample);
process.env.XDG_CONFIG_HOME = sample;
process.argv = [
  process.argv[0],
  join(folder, "l9.cjs"),
  "check",
  "--root",
  sample,
  "--exit-zero",
  "sample.py",
  "sample.module-spec.yaml",
];
// The result of the run is not wanted, only what it compiled.
process.stdout.write = (...args) => {
  const done = args.at(-1);
  if (typeof done === "function") done();
  return true;
};
process.on("exit", (code) => {
  process.chdir(tmpdir());
  rmSync(sample, { recursive: true, force: true });
  if (code === 0) writeFileSync(join(folder, "main.cache"), script.createCachedData());
});
const main = new Module(filename, module);
main.filename = filename;
main.paths = module.paths;
script.runInThisContext()(main.exports, Module.createRequire(filename), main, filename, folder);
