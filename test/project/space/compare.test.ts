import { beforeAll, describe, expect, it } from "vitest";
import { FactTable } from "../../../server/facts/table.ts";
import { CodeModule } from "../../../server/code/names/module.ts";
import type { FileFacts } from "../../../server/facts/kinds.ts";
import { compareExtract, isVerbatim } from "../../../server/project/space/compare.ts";
import { extractFacts } from "../../../server/project/space/facts.ts";
import { readSpaceText } from "../../../server/project/space/read.ts";
import { loadPython } from "../../../server/syntax/python-parser.ts";

beforeAll(() => loadPython());

const MODELS = `from typing import Any, Dict, Optional

from pydantic import BaseModel, Field


class PacketEnvelopeIn(BaseModel):
    """Input model for packet submission."""

    packet_type: str = Field(..., min_length=1)
    payload: Dict[str, Any]
    source: Optional[str] = None

    @property
    def size(self) -> int:
        return len(self.payload)

    def _check(self) -> None:
        pass


class Service:
    def __init__(self, store: object) -> None:
        self._store = store
        self.calls = 0

    async def write_packet(self, packet: PacketEnvelopeIn, *, flush: bool = False) -> str:
        return packet.packet_type

    async def close(self) -> None:
        self._store = None


def create_service(store: object, limit: int = 10) -> Service:
    return Service(store)
`;

function factsOf(code: string): FileFacts {
  const module = new CodeModule(code);
  const table = new FactTable();
  table.update(module);
  module.source.dispose();
  return table.facts;
}

/** `how name: extract | file`, each difference at the text it stands on. */
function differences(code: string, { file = MODELS, above = "" } = {}): string[] {
  const text = `# core/x.py\n\n${above}\n\n\`\`\`python\n${code}\n\`\`\`\n`;
  const [extract] = readSpaceText("/w/space/core.x.py.md", text).facts.extracts;
  if (!extract) throw new Error("no extract");
  return compareExtract(extract, extractFacts(extract), factsOf(file)).map(({ name, how, inExtract, inFile, span, fileSpan }) => {
    const last = name.split(".").at(-1) as string;
    expect(text.slice(span.start, span.end)).toContain(how === "new" ? (name.split(".")[0] as string) : last);
    if (fileSpan) expect(file.slice(fileSpan.start, fileSpan.end)).toContain(last);
    return `${how} ${name}: ${inExtract ?? "-"} | ${inFile ?? "-"}`;
  });
}

describe("an extract beside its file", () => {
  it("is the same when it is the file", () => {
    expect(differences(MODELS)).toEqual([]);
  });

  it("is the same with other quotes, order, comments, line breaks, docstrings and decorators", () => {
    const code = `class PacketEnvelopeIn(BaseModel):  # the model
    source: Optional[str]=None
    payload: Dict[
        str,
        Any,
    ]
    # required
    packet_type: str = Field(
        ..., min_length=1
    )

    def size(self) -> int: ...`;
    expect(differences(code)).toEqual([]);
    expect(differences("NAME = 'x'\nclass A:\n    a: str = 'x'", { file: 'class A:\n    a: str = "x"\n' })).toEqual([]);
  });

  it("may leave out classes, functions, private methods and bodies", () => {
    const code = `class Service:
    def __init__(self, store: object) -> None: ...

    async def write_packet(self, packet: PacketEnvelopeIn, *, flush: bool = ...) -> str:
        """Write."""
        ...

    async def close(self) -> None:
        ...`;
    expect(differences(code)).toEqual([]);
    expect(differences("def create_service(store: object, limit: int = 10) -> Service: ...")).toEqual([]);
  });

  it.each([["    ..."], ["    # ..."], ["    # ... other fields"], ["    # (remaining methods omitted)"], ["    …"]])(
    "may leave out members where it says so (%#)",
    (elision) => {
      expect(differences(`class PacketEnvelopeIn(BaseModel):\n    payload: Dict[str, Any]\n${elision}`)).toEqual([]);
      expect(differences(`class PacketEnvelopeIn(BaseModel):\n${elision}\n    payload: Dict[str, Any]`)).toEqual([]);
    },
  );

  it("may leave out members where the text above says so, or where the class shows nothing", () => {
    const code = "class PacketEnvelopeIn(BaseModel):\n    payload: Dict[str, Any]";
    expect(differences(code, { above: "An excerpt." })).toEqual([]);
    expect(differences("class PacketEnvelopeIn(BaseModel): ...")).toEqual([]);
    expect(differences("class PacketEnvelopeIn(BaseModel):\n    ...")).toEqual([]);
  });

  it("is stale when it lacks a member and does not say that it leaves one out", () => {
    const code = `class PacketEnvelopeIn(BaseModel):
    packet_type: str = Field(..., min_length=1)
    payload: Dict[str, Any]

    def size(self) -> int:
        # ... a body that is left out is no member
        ...`;
    expect(differences(code)).toEqual(["new PacketEnvelopeIn.source: - | source: Optional[str] = None"]);
    const service = "class Service:\n    async def close(self) -> None:\n        ...";
    expect(differences(service)).toEqual([
      "new Service.write_packet: - | async def write_packet(self, packet: PacketEnvelopeIn, flush: bool = False) -> str",
    ]);
  });

  it("is stale when it has what the file has not, also in an excerpt", () => {
    const code = `class PacketEnvelopeIn(BaseModel):
    thread_id: str
    ...

    def send(self) -> None: ...


class Legacy: ...


def make() -> None: ...`;
    expect(differences(code)).toEqual([
      "gone PacketEnvelopeIn.thread_id: thread_id: str | -",
      "gone PacketEnvelopeIn.send: def send(self) -> None | -",
      "gone Legacy: Legacy | -",
      "gone make: def make() -> None | -",
    ]);
  });

  it("is stale when a type, a default, a parameter or async differs", () => {
    const code = `class PacketEnvelopeIn(BaseModel):
    packet_type: str = "event"
    payload: Dict[str, str]
    ...


class Service:
    ...

    async def write_packet(self, packet: PacketEnvelopeIn, flush: bool = False) -> str: ...

    def close(self) -> None: ...


def create_service(store: object) -> Service: ...`;
    expect(differences(code)).toEqual([
      'changed PacketEnvelopeIn.packet_type: packet_type: str = "event" | packet_type: str',
      "changed PacketEnvelopeIn.payload: payload: Dict[str, str] | payload: Dict[str, Any]",
      "changed Service.write_packet: async def write_packet(self, packet: PacketEnvelopeIn, flush: bool = False) -> str | async def write_packet(self, packet: PacketEnvelopeIn, flush: bool = False) -> str",
      "changed Service.close: def close(self) -> None | async def close(self) -> None",
      "changed create_service: def create_service(store: object) -> Service | def create_service(store: object, limit: int = 10) -> Service",
    ]);
  });

  it("agrees with a class that is defined twice when it agrees with one of the two", () => {
    const file = "if True:\n    class A:\n        x: int\nelse:\n    class A:\n        y: int\n";
    expect(differences("class A:\n    y: int", { file })).toEqual([]);
    expect(differences("class A:\n    z: int\n    ...", { file })).toEqual(["gone A.z: z: int | -"]);
  });
});

describe("an extract that is a part of its file letter by letter", () => {
  const at = MODELS.indexOf("class Service");
  const service = MODELS.slice(at, MODELS.indexOf("def create_service"));

  it("is known without parsing, whatever the line endings", () => {
    expect(isVerbatim(MODELS, MODELS)).toBe(true);
    expect(isVerbatim(service, MODELS)).toBe(true);
    expect(isVerbatim(`\n${service.replaceAll("\n", "  \r\n")}\n\n`, `\ufeff${MODELS}`)).toBe(true);
    expect(isVerbatim(MODELS.slice(at), MODELS)).toBe(true);
    expect(isVerbatim("", MODELS)).toBe(true);
  });

  it("is compared by its definitions when it stops in the middle of one, begins in one, or differs", () => {
    expect(isVerbatim(service.slice(0, service.indexOf("    async def close")), MODELS)).toBe(false);
    expect(isVerbatim(service.slice(0, service.indexOf("Service:") + 7), MODELS)).toBe(false);
    expect(isVerbatim(service.slice(service.indexOf("    async def close")), MODELS)).toBe(false);
    expect(isVerbatim(service.replace("flush: bool", "flush: int"), MODELS)).toBe(false);
    expect(isVerbatim("class A:\n    x: int", "class A:\n    x: int\n\n    y: int\n")).toBe(false);
    expect(isVerbatim("class A:\n    x: int", "class B:\n    class A:\n    x: int\n")).toBe(false);
    expect(isVerbatim("if A:\n    x = 1", "if A:\n    x = 1\nelse:\n    y = 2\n")).toBe(false);
  });
});
