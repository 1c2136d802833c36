import { expect, test } from "vitest";
import { uriOf } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

// What a repository names is shown as it is written: no name, default or key of it is a link that runs a command, an image or HTML in a hover.

const EVIL = "[x](command:evil) <img src=y>";
const PLACE = "memory/[x](command:evil) <img src=y>";

/** What of a Markdown text is not code: there stands what can be clicked. */
function outsideCode(markdown: string): string {
  return markdown.replace(/(`{3,})[\s\S]*?\n\1/g, "").replace(/`[^`\n]*`/g, "");
}

test.each([
  ["in the default of a field", `"""\n\`\`\`\n${EVIL}\n\`\`\`"""`],
  ["in the members of a type", 'Literal["`", "[x](command:evil) <img src=y>"]'],
])("%s", async (where, evil) => {
  const field = where.includes("default") ? `a: str = ${evil}` : `a: ${evil} = "\`"`;
  const models = `from typing import Literal\nfrom pydantic import BaseModel\n\n\nclass PacketEnvelopeIn(BaseModel):\n    ${field}\n`;
  const code = "from memory.models import PacketEnvelopeIn\n\nPacketEnvelopeIn(a=1)\n";
  const { root, path } = folder({ "l9.config.yaml": "scope: modules\n", "memory/models.py": models, "api/a.py": code });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("api/a.py"), code);
  for (const character of [4, 18]) {
    const answer = await client.request("textDocument/hover", {
      textDocument: { uri: uriOf(path("api/a.py")) },
      position: { line: 2, character },
    });
    if (character === 4) expect(answer.contents.value).toContain("command:evil");
    expect(outsideCode(answer?.contents.value ?? "")).not.toMatch(/command:|<img/);
  }
});

test("in the name of the folder that a contract is from", async () => {
  const code = "class PacketEnvelopeIn(BaseModel):\n    a: int\n";
  const { root, path } = folder({
    "l9.config.yaml": "scope: modules\n",
    [`${PLACE}/models.py`]: `from pydantic import BaseModel\n\n\n${code}`,
  });
  const client = await MemoryClient.start({ roots: [root] });
  const file = path(`${PLACE}/models.py`);
  client.open(file, `from pydantic import BaseModel\n\n\n${code}\nPacketEnvelopeIn(a=1)\n`);
  const answer = await client.request("textDocument/hover", {
    textDocument: { uri: uriOf(file) },
    position: { line: 6, character: 3 },
  });
  expect(answer === null || !/command:|<img/.test(outsideCode(answer.contents.value as string))).toBe(true);
});

test("in the key of a spec", async () => {
  const key = "a`[x](command:evil)<img src=y>`";
  const spec = `module:\n  id: a\n  error_policy:\n    default: fail_closed\n    categories:\n      "${key}": { status: 401 }\n`;
  const { root, path } = folder({ "a.module-spec.yaml": spec });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("a.module-spec.yaml"), spec);
  const answer = await client.request("textDocument/hover", {
    textDocument: { uri: uriOf(path("a.module-spec.yaml")) },
    position: { line: 5, character: 43 },
  });
  expect(answer.contents.value).toContain("command:evil");
  expect(outsideCode(answer.contents.value as string)).not.toMatch(/command:|<img/);
});
