#!/usr/bin/env bash
# @vscode/tree-sitter-wasm 0.3.1: its TypeScript grammar has an ERROR in code that typescript 6.0.3 reads without a complaint.
#
# Re-exports of types, variance annotations of type parameters, members that are called `abstract` or `declare`, an import type as a type
# argument of a call, deferred imports, abstract accessors. A tool that reports the tree's errors as syntax errors is wrong on all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @vscode/tree-sitter-wasm@0.3.1 web-tree-sitter@0.27.1 typescript@6.0.3
cat >compare.mjs <<'JS'
import { Language, Parser } from "web-tree-sitter";
import ts from "typescript";

const WASM = "node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm";
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(WASM));
const codes = [
  'export type * from "./x";',
  'export type * as names from "./x";',
  'call<typeof import("x")>();',
  "interface Box<in out T> { x: T }",
  "type Sink<in T> = (x: T) => void;",
  "class A { abstract: number = 1; }",
  'import defer * as x from "x";',
  "abstract class B { abstract accessor x: number }",
  // And one that both read, so that the comparison itself is seen to work.
  "const x = y satisfies Z;",
];
for (const code of codes) {
  const complaints = ts.createSourceFile("a.ts", code, ts.ScriptTarget.Latest).parseDiagnostics.length;
  console.log(`typescript ${complaints}, tree-sitter ${parser.parse(code).rootNode.hasError ? "ERROR" : "no error"}: ${code}`);
}
JS
seen=$(node compare.mjs)
echo "$seen"
[ "$(grep -c '^typescript 0, tree-sitter ERROR' <<<"$seen")" -eq 8 ] && [ "$(grep -c 'tree-sitter no error' <<<"$seen")" -eq 1 ] ||
  { echo "This has changed."; exit 1; }
