import { expect, test } from "vitest";
import { applied, uriOf, type Json } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const CONFIG = `agreements:
  - id: tools
    sources:
      - { file: tools.json, values: tools }
      - { file: core/tools.py, values: ToolName }
`;
const CODE = 'from typing import Literal\n\nToolName = Literal["search"]\n';

test("an edit renews what is said at both ends, and a fix adds what is missing", async () => {
  const { root, path, write } = folder({
    "l9.config.yaml": CONFIG,
    "tools.json": '{ "tools": ["search"] }\n',
    "core/tools.py": CODE,
  });
  const client = await MemoryClient.start({ roots: [root] });
  const [code, list, config] = [path("core/tools.py"), path("tools.json"), path("l9.config.yaml")];
  const said = async (file: string, isDone: (messages: string[]) => boolean): Promise<string[]> => {
    const shown = (): string[] =>
      (client.published(file).at(-1)?.diagnostics ?? []).map(({ message }: Json) => message as string);
    await client.until(
      () => isDone(shown()),
      () => `${file} says ${JSON.stringify(shown())}`,
    );
    return shown();
  };

  client.open(code, CODE);
  client.change(code, CODE.replace('"search"', '"search", "fetch"'));
  const none = (messages: string[]): boolean => messages.length === 0;
  const some = (messages: string[]): boolean => messages.length > 0;
  expect(await said(list, some)).toEqual([expect.stringContaining("`fetch` of `ToolName` in core/tools.py is missing here")]);
  expect(await said(code, some)).toEqual([expect.stringContaining("`fetch` is missing in `tools` in tools.json")]);

  // The list has more than the code now, and is not open in the editor.
  client.change(code, CODE);
  await said(list, none);
  write("tools.json", '{ "tools": ["search", "write"] }\n');
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(list), type: 2 }] });
  expect(await said(code, some)).toEqual([expect.stringContaining("`write` of `tools` in tools.json is missing here")]);
  const fix = (await client.actions(code, 2)).find(({ title }: Json) => title.startsWith("Add `write`"));
  const fixed = applied(fix, code, CODE);
  expect(fixed).toBe(CODE.replace('"search"', '"search", "write"'));
  client.change(code, fixed);
  await said(list, none);
  await said(code, none);

  // A row that names what there is not is found where it stands.
  const wrong = CONFIG.replace("ToolName", "ToolNames");
  client.open(config, CONFIG);
  client.change(config, wrong);
  expect(await said(config, some)).toEqual([expect.stringContaining("it declares no `ToolNames`; did you mean `ToolName`?")]);
});
