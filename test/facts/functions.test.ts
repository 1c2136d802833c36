import { beforeAll, describe, expect, it } from "vitest";
import { FactTable } from "../../server/facts/table.ts";
import { CodeModule } from "../../server/code/names/module.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { readFacts } from "./read-facts.ts";

beforeAll(() => loadPython());

describe("functions", () => {
  it("have their parameters, owner, decorators and types", () => {
    const { functions } = readFacts(`
import pytest
from memory.substrate_service import MemorySubstrateService as Service
from typing import Annotated, Optional

class A:
    @classmethod
    async def make(cls, a, /, b: "Optional[Service]" = None, *rest: int, c: Annotated[Service, Depends(get)], **more) -> "dict[str, Service] | None":
        def inner(): yield 1

@pytest.fixture(scope="module")
def service() -> Service | None: ...
`);
    expect(
      functions.map(({ name, owner, within, async, generator, decorators }) => ({
        name,
        owner,
        within,
        async,
        generator,
        decorators,
      })),
    ).toEqual([
      { name: "make", owner: "A", within: "A", async: true, generator: false, decorators: ["classmethod"] },
      { name: "inner", owner: null, within: "A.make", async: false, generator: true, decorators: [] },
      { name: "service", owner: null, within: null, async: false, generator: false, decorators: ["pytest.fixture"] },
    ]);
    const [make, , service] = functions;
    expect(make?.parameters.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "cls positional-only",
      "a positional-only",
      "b positional",
      "rest var-positional",
      "c keyword-only",
      "more var-keyword",
    ]);
    const canonical = "memory.substrate_service.MemorySubstrateService";
    expect(make?.parameters[2]?.annotation).toEqual({
      text: "Optional[Service]",
      name: canonical,
      mentions: [canonical],
      optional: true,
    });
    expect(make?.parameters[4]?.annotation?.name).toBe(canonical);
    expect(make?.returns).toEqual({
      text: "dict[str, Service] | None",
      name: "dict",
      mentions: ["dict", "str", canonical],
      optional: true,
    });
    expect(service?.returns).toMatchObject({ name: canonical, optional: true });
  });

  it.each([
    ["Union[A, B]", null, false],
    ["A | B | None", null, true],
    ["typing.Dict[str, Any]", "typing.Dict", false],
    ["'list[A]'", "list", false],
    ["m.A", "m.A", false],
    ["Literal['a', 'b']", null, false],
    ["Callable[[A], B]", "Callable", false],
    ["None", null, true],
  ])("annotation %s", (annotation, name, optional) => {
    expect(readFacts(`def f() -> ${annotation}: ...\n`).functions[0]?.returns).toMatchObject({ name, optional });
  });

  it("keep their places when a line above them changes", () => {
    const module = new CodeModule("x = 1\nclass A:\n    y: int\n");
    const table = new FactTable();
    table.update(module);
    const { version } = table;
    module.update("\n\nx = 1\nclass A:\n    y: int\n");
    table.update(module);
    const [fact] = table.facts.classes;
    expect(table.version).toBe(version);
    expect(module.source.text.value.slice(fact?.span.start, fact?.span.end)).toBe("A");
    expect(module.source.text.value.slice(fact?.fields[0]?.span.start, fact?.fields[0]?.span.end)).toBe("y");
    module.source.dispose();
  });
});
