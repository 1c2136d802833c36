import { beforeAll, describe, expect, it } from "vitest";
import type { ClassFact } from "../../server/facts/kinds.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { readFacts } from "./read-facts.ts";

beforeAll(() => loadPython());

function only(text: string, name?: string): ClassFact {
  const found = readFacts(text).classes.find((fact) => name === undefined || fact.qualified === name);
  if (!found) throw new Error("no such class");
  return found;
}

/** `name required default` of every field, and the flags that are not the usual ones. */
function fields(fact: ClassFact): string[] {
  return fact.fields.map((field) =>
    [
      field.name,
      field.required,
      field.default,
      field.aliases.length > 0 && `as ${field.aliases.join(",")}`,
      !field.init && "no-init",
      field.initOnly && "init-only",
      field.keywordOnly && "kw",
    ]
      .filter((part) => part !== null && part !== false)
      .join(" "),
  );
}

describe("pydantic models", () => {
  it("tell required from optional, in version 1 and 2", () => {
    const fact = only(`
from typing import Annotated, Any, ClassVar, Optional, Union
from pydantic import BaseModel, Field, PrivateAttr

class Envelope(BaseModel):
    """Doc."""
    packet_type: str
    payload: dict[str, Any] = Field(default_factory=dict)
    size: int = 3
    given: str = ...
    must: str = Field(...)
    described: str = Field(description="x")
    preset: str = Field("a", description="x")
    named: str = Field(default="b")
    maybe: Optional[str]
    maybe2: "str | None"
    maybe3: Union[str, None]
    maybe4: Optional[str] = None
    maybe5: Optional[str] = Field(...)
    maybe6: Optional[str] = Field(alias="six")
    anything: Any
    meta: Annotated[str, Field(default="m")]
    meta2: Annotated[Optional[str], Field(alias="metaTwo")] = None
    TABLE: ClassVar[str] = "t"
    _secret: int = PrivateAttr(default=1)
    untyped = 4
    check = validator("size")(fn)
`);
    expect(fact.kind).toBe("pydantic");
    expect(fact.bases).toEqual(["pydantic.BaseModel"]);
    expect(fields(fact)).toEqual([
      "packet_type always",
      "payload never default_factory=dict",
      "size never 3",
      "given always",
      "must always",
      "described always",
      'preset never "a"',
      'named never "b"',
      "maybe pydantic2",
      "maybe2 pydantic2",
      "maybe3 pydantic2",
      "maybe4 never None",
      "maybe5 always",
      "maybe6 pydantic2 as six",
      "anything pydantic2",
      'meta never "m"',
      "meta2 never None as metaTwo",
      'TABLE never "t" no-init',
      "untyped never 4",
      'check never validator("size")(fn) no-init',
    ]);
  });

  it.each([
    ["model_config = ConfigDict(extra='allow', populate_by_name=True)", "allow", 2, true],
    ["model_config = {'extra': 'forbid'}", "forbid", 2, false],
    ["model_config: ClassVar = ConfigDict(extra=Extra.ignore)", "ignore", 2, false],
    ["class Config:\n        extra = Extra.allow\n        allow_population_by_field_name = True", "allow", 1, true],
    ["class Config:\n        extra = 'forbid'", "forbid", 1, false],
    ["@validator('x')\n    def check(cls, v): return v", null, 1, false],
    ["@field_validator('x')\n    def check(cls, v): return v", null, 2, false],
  ])("read %s", (line, extra, pydantic, byName) => {
    const fact = only(`class A(BaseModel):\n    ${line}\n    x: int\n`, "A");
    expect(fact).toMatchObject({ extra, pydantic, byName });
    expect(fields(fact)).toEqual(["x always"]);
  });

  it("read the class statement's keywords and generic bases", () => {
    const fact = only(
      "from pydantic import generics as g, BaseModel as M\nclass A(g.GenericModel[T], Generic[T], extra='allow'):\n    x: T\n",
    );
    expect(fact).toMatchObject({ kind: "pydantic", extra: "allow", bases: ["pydantic.generics.GenericModel", "Generic"] });
  });

  it("is no model because of its name alone", () => {
    expect(only("from orm import BaseModel\nclass A(BaseModel):\n    x: int\n").kind).toBe("plain");
  });

  it("that inherit from a class elsewhere have their fields read as a model's", () => {
    const text =
      "from m import Base\nclass A(Base):\n    x: int\n    y: Optional[int]\n    z: int = 1\n    K: ClassVar[int] = 2\n    _p: int\n    c = 3\n";
    expect(fields(only(text))).toEqual([
      "x always",
      "y pydantic2",
      "z never 1",
      "K never 2 no-init",
      "_p always no-init",
      "c never 3 no-init",
    ]);
    expect(fields(only(text.replace("(Base)", "(Exception)")))).toContain("x never no-init");
    expect(fields(only("class A(Row, total=False):\n    x: int\n    y: Required[int]\n"))).toEqual(["x never", "y always"]);
  });
});

describe("other classes", () => {
  it("dataclasses", () => {
    const fact = only(`
import dataclasses as dc
from dataclasses import field, InitVar, KW_ONLY

@dc.dataclass(frozen=True)
class A:
    x: int
    y: list[int] = field(default_factory=list)
    z: int = field(init=False)
    w: InitVar[str]
    K: ClassVar[int] = 1
    _: KW_ONLY
    k: int
    d: int = field(default=3, kw_only=True)
    plain = 3

    def total(self) -> int: ...
`);
    expect(fact).toMatchObject({ kind: "dataclass", decorators: ["dataclasses.dataclass"] });
    expect(fields(fact)).toEqual([
      "x always",
      "y never default_factory=list",
      "z always no-init",
      "w always init-only",
      "K never 1 no-init",
      "k always kw",
      "d never 3 kw",
      "plain never 3 no-init",
    ]);
    expect(fact.methods.map((method) => method.name)).toEqual(["total"]);
    expect(fields(only("from dataclasses import dataclass\n@dataclass(kw_only=True)\nclass A:\n    x: int\n"))).toEqual([
      "x always kw",
    ]);
  });

  it("attrs classes", () => {
    expect(fields(only("import attr\n@attr.s\nclass A:\n    x = attr.ib()\n    y = attr.ib(default=1)\n    z = 3\n"))).toEqual([
      "x always",
      "y never 1",
      "z never 3 no-init",
    ]);
    expect(fields(only("import attrs\n@attrs.define\nclass A:\n    x: int\n    y: int = attrs.field(factory=list)\n"))).toEqual([
      "x always",
      "y never factory=list",
    ]);
  });

  it("TypedDict", () => {
    const text =
      "from typing import TypedDict, Required, NotRequired\nclass A(TypedDict%):\n    a: int\n    b: Required[int]\n    c: NotRequired[int]\n    d: 'NotRequired[int]'\n";
    expect(fields(only(text.replace("%", "")))).toEqual(["a always", "b always", "c never", "d never"]);
    expect(fields(only(text.replace("%", ", total=False")))).toEqual(["a never", "b always", "c never", "d never"]);
  });

  it("NamedTuple, Enum, Protocol", () => {
    expect(fields(only("class A(NamedTuple):\n    x: int\n    y: int = 1\n"))).toEqual(["x always", "y never 1"]);
    expect(only("import enum\nclass S(str, enum.Enum):\n    OK = 'ok'\n    BAD = 'bad'\n    _ignore_ = []\n")).toMatchObject({
      kind: "enum",
      bases: ["str", "enum.Enum"],
    });
    expect(fields(only("class S(Enum):\n    OK = 'ok'\n    _x_ = 1\n"))).toEqual(["OK never 'ok' no-init"]);
    const protocol = only("class P(Protocol):\n    name: str\n    async def write_packet(self, packet: Packet) -> None: ...\n");
    expect(protocol).toMatchObject({ kind: "protocol", methods: [{ name: "write_packet", owner: "P", async: true }] });
    expect(fields(protocol)).toEqual(["name never no-init"]);
  });

  it("plain classes with what __init__ sets", () => {
    const fact = only(`
class Service:
    limit: int = 3

    def __init__(self, repo: Repo, *, ttl: int = 5) -> None:
        self._repo = repo
        self.cache: dict[str, int] = {}
        if ttl:
            self.a, self.b = 1, 2
        other.c = 3
        def later():
            self.d = 4
`);
    expect(fields(fact)).toEqual([
      "limit never 3 no-init",
      "_repo never repo no-init",
      "cache never {} no-init",
      "a never 1, 2 no-init",
      "b never 1, 2 no-init",
    ]);
    expect(fact.fields[1]?.annotation?.text).toBe("Repo");
    expect(fact.methods[0]?.parameters.map(({ name, kind, default: preset }) => [name, kind, preset])).toEqual([
      ["self", "positional", null],
      ["repo", "positional", null],
      ["ttl", "keyword-only", "5"],
    ]);
  });

  it("classes made by a call", () => {
    expect(fields(only("X = TypedDict('X', {'a': int, 'b': NotRequired[int]})\n"))).toEqual(["a always", "b never"]);
    expect(fields(only("from collections import namedtuple\nX = namedtuple('X', 'a b, c', defaults=[1])\n"))).toEqual([
      "a always",
      "b always",
      "c never",
    ]);
    expect(fields(only("import typing as t\nX = t.NamedTuple('X', [('a', int)])\n"))).toEqual(["a always"]);
    expect(fields(only("X = create_model('X', __base__=Base, a=(int, ...), b=(int, 1), c=3)\n"))).toEqual([
      "a always",
      "b never 1",
      "c never 3",
    ]);
    expect(readFacts("x = make('X', {'a': 1})\n").classes).toEqual([]);
  });

  it("nested, conditional and broken ones", () => {
    const text =
      "def f():\n    class In:\n        class Deep(BaseModel):\n            if x:\n                a: int\n            else:\n                b: int\n";
    expect(readFacts(text).classes.map(({ qualified, within }) => [qualified, within])).toEqual([
      ["f.In", "f"],
      ["f.In.Deep", "f.In"],
    ]);
    expect(fields(only(text, "f.In.Deep"))).toEqual(["a always", "b always"]);
    expect(only("class A(base(), *more, metaclass=M): pass\n")).toMatchObject({ unknownBase: true, bases: [] });
    expect(only("class A(BaseModel):\n    x: int\n    y: str = (\n\nclass B: pass\n", "A").fields[0]?.name).toBe("x");
    expect(fields(only("class A[T](BaseModel):\n    x: T\n"))).toEqual(["x always"]);
  });
});
