import { beforeAll, describe, expect, it } from "vitest";
import type { SpaceExtract } from "../../../server/facts/space.ts";
import { extractFacts, placeInSpaceFile } from "../../../server/project/space/facts.ts";
import { readSpaceText } from "../../../server/project/space/read.ts";
import { loadPython } from "../../../server/syntax/python-parser.ts";

beforeAll(() => loadPython());

function extracts(text: string, path = "/w/space/context_pack.md"): readonly SpaceExtract[] {
  return readSpaceText(path, text).facts.extracts;
}

/** `path (what names it): classes`, one line an extract. */
function summary(text: string, path?: string): string[] {
  return extracts(text, path).map((extract) => {
    if (extract.pathSpan)
      expect(text.slice(extract.pathSpan.start, extract.pathSpan.end).replace(/^\.?\//, "")).toBe(extract.path);
    return `${extract.path} (${extract.pathFrom}): ${extract.classes.join(", ")}`;
  });
}

const block = (code: string, info = "python"): string => `\`\`\`${info}\n${code}\n\`\`\`\n`;

describe("an extract", () => {
  it.each([
    ["**File**: `core/x.py`\n\n", "core/x.py (line): X"],
    ["**File:** `core/x.py` (excerpt)\n\n", "core/x.py (line): X"],
    ["File: core/x.py, lines 10-40\n\n", "core/x.py (line): X"],
    ["- **Path**: ./core/x.py\n", "core/x.py (line): X"],
    ["# `core/x.py`\n\n", "core/x.py (heading): X"],
    ["## 3. Extract: core/x.py (models)\n\nSome words.\n\n", "core/x.py (heading): X"],
    ["**`core/x.py`**:\n", "core/x.py (line): X"],
    ["`core/x.py`\n\n", "core/x.py (line): X"],
  ])("is named by what stands above it (%#)", (above, expected) => {
    expect(summary(above + block("class X:\n    a: int"))).toEqual([expected]);
  });

  it("is named by its fence or its first line before anything above it", () => {
    expect(summary("**File**: `core/other.py`\n\n" + block("class X: ...", 'python title="core/x.py"'))).toEqual([
      "core/x.py (fence): X",
    ]);
    expect(summary("**File**: `core/other.py`\n\n" + block("class X: ...", "python:core/x.py"))).toEqual([
      "core/x.py (fence): X",
    ]);
    expect(summary("**File**: `core/other.py`\n\n" + block("\n# File: core/x.py\nclass X: ..."))).toEqual([
      "core/x.py (comment): X",
    ]);
  });

  it("is one of several of a file, each under its own line", () => {
    const text = [
      "# Context pack",
      "## 1. Packets",
      "**File**: `memory/substrate_models.py`",
      block("class PacketMetadata: ..."),
      "More of the same file:",
      block("class PacketEnvelopeIn: ..."),
      "**File**: `tools/registry.py`",
      block("class ToolCallRequest: ...\nclass ToolCallResult: ..."),
      "## 2. core/agents/schemas.py",
      "### Models",
      block("class ToolBinding: ..."),
    ].join("\n");
    expect(summary(text)).toEqual([
      "memory/substrate_models.py (line): PacketMetadata",
      "memory/substrate_models.py (line): PacketEnvelopeIn",
      "tools/registry.py (line): ToolCallRequest, ToolCallResult",
      "core/agents/schemas.py (heading): ToolBinding",
    ]);
  });

  it("does not reach past the section that names its file", () => {
    const text =
      "# Pack\n\n## 1. Models\n\n**File**: `core/x.py`\n\n" +
      block("class X: ...") +
      "\n## 2. Logging\n\n" +
      block("class Pattern: ...");
    expect(summary(text)).toEqual(["core/x.py (line): X"]);
  });

  it("is not made of examples, usage, wrong code, other languages or other files", () => {
    const text = [
      "# core/x.py",
      block("class X: ..."),
      "Usage:",
      block("class Mine(X): ..."),
      "❌ Never do this:",
      block("class Bad(X): ..."),
      "### Example of a subclass",
      block("class Example(X): ..."),
      "## Shell",
      block("class Shell: ...", "bash"),
      "## config/app.yaml",
      "**File**: `config/app.yaml`",
      block("class Config: ...", ""),
    ].join("\n");
    expect(summary(text)).toEqual(["core/x.py (heading): X"]);
  });

  it("may stand below a sentence about it", () => {
    const sentence =
      "The service below is injected; never use it before the lifespan has made it, and see the usage notes of section 4 for an example.";
    expect(summary(`# core/x.py\n\n${sentence}\n\n${block("class X: ...")}`)).toEqual(["core/x.py (heading): X"]);
    expect(summary(`# core/x.py\n\nDo not instantiate directly.\n\n${block("class X: ...")}`)).toEqual([
      "core/x.py (heading): X",
    ]);
  });

  it("of a *.py.md that names no file is named by the Space file", () => {
    expect(summary(block("class X: ..."), "/w/space/memory.substrate_models.py.md")).toEqual([
      "memory/substrate_models.py (name): X",
    ]);
    expect(summary(`# The substrate\n\n${block("class X: ...")}`, "/w/space/substrate_service.py.md")).toEqual([
      "substrate_service.py (name): X",
    ]);
    expect(summary("# core/y.py\n\n" + block("class Y: ..."), "/w/space/core.x.py.md")).toEqual(["core/y.py (heading): Y"]);
    expect(summary(block("class X: ..."), "/w/space/notes.md")).toEqual([]);
  });

  it("knows that it is a part of the file where the text says so", () => {
    expect(extracts("## core/x.py (excerpt)\n" + block("class X: ..."))[0]?.excerpt).toBe(true);
    expect(extracts("## core/x.py\n\nOnly selected methods.\n" + block("class X: ..."))[0]?.excerpt).toBe(true);
    expect(extracts("## core/x.py\n\nComplete.\n" + block("class X: ..."))[0]?.excerpt).toBe(false);
  });

  it("of an unclosed fence goes to the end, and CRLF and a BOM change nothing", () => {
    const text = "\ufeff**File**: `core/x.py`\r\n\r\n```python\r\nclass X:\r\n    a: int\r\n";
    const [extract] = extracts(text);
    expect(extract?.code).toBe("class X:\r\n    a: int\r\n");
    expect(summary(text)).toEqual(["core/x.py (line): X"]);
  });

  it("hands its code to the ordinary facts, with places in the Space file", () => {
    const text =
      "# 📦 core/x.py\n\n" +
      block(
        "from pydantic import BaseModel\n\n\nclass X(BaseModel):\n    a: int\n    …\n    b: str = 'y'\n\n[...]\n\nclass Y(X):\n    c: int",
      );
    const [extract] = extracts(text) as [SpaceExtract];
    const facts = extractFacts(extract);
    expect(facts.classes.map(({ name, bases, fields }) => [name, bases, fields.map((field) => field.name)])).toEqual([
      ["X", ["pydantic.BaseModel"], ["a", "b"]],
      ["Y", ["X"], ["c"]],
    ]);
    const spans = facts.classes.map(({ span }) => placeInSpaceFile(extract, span));
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(["X", "Y"]);
  });

  it("in a list loses the indentation of its fence, not its places", () => {
    const text =
      "1. The models\n\n   **File**: `core/x.py`\n\n   ```python\n   class X:\n       a: int\n\n       b: str\n   class Y:\n       c: int\n   ```\n";
    const [extract] = extracts(text) as [SpaceExtract];
    expect(extract.code).toBe("class X:\n    a: int\n\n    b: str\nclass Y:\n    c: int\n");
    const facts = extractFacts(extract);
    const places = facts.classes
      .flatMap(({ span, fields }) => [span, ...fields.map((field) => field.span)])
      .map((span) => placeInSpaceFile(extract, span));
    expect(places.map(({ start, end }) => text.slice(start, end).replace(/\s*:.*/s, ""))).toEqual(["X", "a", "b", "Y", "c"]);
  });
});
