import { beforeAll, describe, expect, it } from "vitest";
import { readDeclaredSet } from "../../server/facts/sets/declared.ts";
import { readRegisteredSet } from "../../server/facts/sets/registered.ts";
import { readSettingsSet } from "../../server/facts/sets/settings.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { inCode, members } from "./read-sets.ts";

// Which members a set has, where only one file is looked at; what is not known exactly must say so.

beforeAll(() => Promise.all([loadPython(), loadTypeScript()]));

const constant = (dotted: string): string | null => (dotted === "core.kinds.Kind.A" ? "from-elsewhere" : null);

function declared(path: string, text: string, name: string, take: "keys" | "values"): string {
  return inCode(path, text, ({ meaning }) =>
    members(() => readDeclaredSet(meaning as NonNullable<typeof meaning>, name, take, constant)),
  );
}

const ENUM = "from enum import Enum, StrEnum, auto\n";
const LITERAL = "from typing import Annotated, Literal, Optional, TypeAlias, Union\n";

describe("Python declares", () => {
  it.each([
    ["keys", 'X = {"a": f, "b": g}\n', "a b"],
    ["values", 'X = {"a": "f", "b": "g"}\n', "f g"],
    ["keys", "X = dict(a=f, b=g)\n", "a b"],
    ["keys", 'BASE = {"a": f}\nX = {**BASE, "b": g}\n', "a b"],
    ["keys", 'A = "a"\nX = {A: f}\n', "a"],
    ["keys", "from core.kinds import Kind\nX = {Kind.A: f}\n", "from-elsewhere"],
    ["keys", 'X: dict[str, object] = {"a": f}\nX["b"] = g\n', "a b"],
    ["keys", "from types import MappingProxyType\nX = MappingProxyType({'a': f})\n", "a"],
    ["values", 'X = ["a", "b"]\n', "a b"],
    ["values", 'X = ("a", "b",)\n', "a b"],
    ["values", 'X = frozenset({"a", "b"})\n', "a b"],
    ["values", 'A = ["a"]\nX = [*A, "b"]\n', "a b"],
    ["values", 'A = {"a"}\nB = {"b"}\nX = A | B\n', "a b"],
    ["values", 'X = ["a"] + ["b"]\n', "a b"],
    ["values", "X = set()\n", ""],
    ["values", `${LITERAL}X = Literal["a", "b"]\n`, "a b"],
    ["values", `${LITERAL}X: TypeAlias = Literal["a", "b"]\n`, "a b"],
    ["values", `${LITERAL}type X = Literal["a", "b"]\n`, "a b"],
    ["values", `${LITERAL}X = Optional[Literal["a"]]\n`, "a"],
    ["values", `${LITERAL}X = Literal["a"] | Literal["b"] | None\n`, "a b"],
    ["values", `${LITERAL}A = Literal["a"]\nX = Union[A, Literal["b"]]\n`, "a b"],
    ["values", `${ENUM}class X(str, Enum):\n    A = "a"\n    B = "b"\n    def f(self): return 1\n`, "a b"],
    ["keys", `${ENUM}class X(Enum):\n    """Doc."""\n    A = 1\n    B = 2\n    _ignore_ = []\n`, "A B"],
    ["values", `${ENUM}class X(StrEnum):\n    A_B = auto()\n`, "a_b"],
    [
      "keys",
      "from pydantic import BaseModel\nclass X(BaseModel):\n    model_config = {}\n    a: int\n    b: str = ''\n    _c: int = 0\n    def f(self): ...\n",
      "a b",
    ],
    ["keys", "from pydantic import BaseModel\nclass B(BaseModel):\n    a: int\nclass X(B):\n    b: int\n", "a b"],
  ] as const)("%s of %j", (take, text, expected) => {
    expect(declared("module.py", text, "X", take)).toBe(expected);
  });

  it("what a class holds", () => {
    expect(declared("module.py", 'class R:\n    class Inner:\n        NAMES = ["a"]\n', "R.Inner.NAMES", "values")).toBe("a");
  });

  it.each([
    ["keys", 'X = {**other(), "b": g}\n', "what `other(…)` gives is not known"],
    ["keys", "X = {key(): f}\n", "what `key()` stands for is not known"],
    ["keys", "X = {k: f for k in names}\n", "it is computed"],
    [
      "keys",
      "from other import BASE\nX = {**BASE}\n",
      "`BASE` is imported there from `other`, so name the file that declares it",
    ],
    ["keys", "X = {}\nfor n in names:\n    X[n] = f\n", "`X` is changed by the program"],
    ["keys", 'X = {"a": f}\nX.update(more)\n', "`X` is changed by the program"],
    ["keys", 'X = {"a": f}\ndef add(name, f):\n    X[name] = f\n', "`X` is changed by the program"],
    ["keys", 'X = {"a": f}\ndel X["a"]\n', "`X` is changed by the program"],
    ["values", 'X = ["a"]\nX += more\n', "`X` gets its value in 2 places"],
    ["values", 'X = ["a"]\nX.append(name)\n', "`X` is changed by the program"],
    ["values", 'if a:\n    X = ["a"]\nelse:\n    X = ["b"]\n', "`X` gets its value in 2 places"],
    ["values", 'X = ["a\\n"]\n', '"a\\n" holds escapes'],
    ["values", "X = load()\n", "what `load(…)` gives is not known"],
    ["keys", 'X = ["a"]\n', "it is a list, which has no keys: name it under `values`"],
    ["values", `${ENUM}class X(Enum):\n    A = auto()\n`, "the value of `A` is a number that is counted"],
    ["values", `${ENUM}class X(Enum):\n    A = compute()\n`, "what `compute()` stands for is not known"],
    ["keys", `${ENUM}class X(Enum):\n    if a:\n        A = 1\n`, "its body has branches"],
    ["keys", "from other import Base\nclass X(Base):\n    a: int\n", "it inherits from `Base`, which is not looked into"],
    ["values", "def X(): ...\n", "`X` is no list, dict, class or type whose members stand there"],
    ["values", "Y = 1\n", "it declares no `X`"],
  ] as const)("not exactly: %s of %j", (take, text, expected) => {
    expect(declared("module.py", text, "X", take)).toBe(`not exact: ${expected}`);
  });

  it("a name that something else shadows is not changed", () => {
    expect(declared("module.py", 'X = {"a": f}\ndef add(X, name):\n    X[name] = f\n', "X", "keys")).toBe("a");
    expect(declared("module.py", 'X = {"a": f}\nself.X.update(more)\n', "X", "keys")).toBe("a");
  });
});

describe("TypeScript declares", () => {
  it.each([
    ["values", 'export enum X { A = "a", B = "b" }\n', "a b"],
    ["keys", "export enum X { A, B }\n", "A B"],
    ["values", 'export type X = "a" | "b" | undefined;\n', "a b"],
    ["keys", 'export const X = { a: f, "b-c": g, d() {}, e } as const;\n', "a b-c d e"],
    ["values", 'export const X = { A: "a", B: "b" } as const;\nexport type X = (typeof X)[keyof typeof X];\n', "a b"],
    ["values", 'const K = { A: "a" } as const;\nexport type X = (typeof K)[keyof typeof K];\n', "a"],
    ["values", "const K = { a: 1, b: 2 };\nexport type X = keyof typeof K;\n", "a b"],
    ["values", 'const N = ["a", "b"] as const;\nexport type X = (typeof N)[number];\n', "a b"],
    ["values", 'export const X = ["a", "b"] as const satisfies readonly string[];\n', "a b"],
    ["values", 'const A = ["a"];\nexport const X = [...A, "b"];\n', "a b"],
    ["values", 'export const X = new Set(["a", "b"]);\n', "a b"],
    ["keys", 'export const X = new Map([["a", f], ["b", g]]);\n', "a b"],
    ["keys", "export const X = Object.freeze({ a: f });\n", "a"],
    ["values", 'import { z } from "zod";\nexport const X = z.enum(["a", "b"]);\n', "a b"],
    ["values", 'import * as z from "zod/v4";\nconst N = ["a"] as const;\nexport const X = z.enum(N);\n', "a"],
    ["values", 'import { z } from "zod";\nexport const X = z.union([z.literal("a"), z.literal("b")]);\n', "a b"],
    ["values", 'import { z } from "zod";\nconst S = z.enum(["a"]);\nexport type X = z.infer<typeof S>;\n', "a"],
    ["keys", 'import { z } from "zod";\nexport const X = z.object({ a: z.string() });\n', "a"],
    ["keys", 'export interface X { a: string; "b"?: number; m(): void }\n', "a b m"],
    ["keys", "export type X = { a: string };\n", "a"],
  ] as const)("%s of %j", (take, text, expected) => {
    expect(declared("module.ts", text, "X", take)).toBe(expected);
  });

  it.each([
    ["keys", "export const X = { [k]: f };\n", "what `k` stands for is not known"],
    ["keys", "export const X = { ...more() };\n", "what `more(…)` gives is not known"],
    ["values", "export enum X { A, B }\n", "`A` is a number"],
    ["values", "export type X = `a${string}`;\n", "it is computed"],
    ["keys", "export interface X extends Y { a: string }\n", "it extends another type"],
    ["values", 'export const X = ["a"];\nX.push(name);\n', "`X` is changed by the program"],
    ["keys", "export const X: Record<string, F> = {};\nObject.assign(X, more);\n", "`X` is changed by the program"],
    ["values", 'export type X = Y<"a">;\n', '`Y<"a">` is not looked into'],
  ] as const)("not exactly: %s of %j", (take, text, expected) => {
    expect(declared("module.ts", text, "X", take)).toBe(`not exact: ${expected}`);
  });
});

describe("a file registers", () => {
  const registered = (
    path: string,
    text: string,
    by: "calls" | "decorated",
    name: string,
    argument: number | string | null = null,
  ): string =>
    inCode(path, text, ({ meaning }) =>
      members(() =>
        readRegisteredSet(meaning as NonNullable<typeof meaning>, {
          by,
          name,
          argument,
          absolute: (dotted) => dotted,
          own: "core.own",
          constant,
        }),
      ),
    );

  it("what calls are given, through imports, aliases and receivers", () => {
    const calls = (text: string, argument: number | string | null = null): string =>
      registered("m.py", text, "calls", "registry.register", argument);
    expect(calls('from core import registry\nregistry.register("a", f)\nregistry.register("b", g)\n')).toBe("a b");
    expect(calls('from core.registry import register as r\ndef setup():\n    r("a", f)\n')).toBe("a");
    expect(calls('def setup(self):\n    self.registry.register("a", f)\n')).toBe("a");
    expect(calls('registry.register(handler, name="a")\n', "name")).toBe("a");
    expect(calls("registry.register(f, 'a')\n", 1)).toBe("a");
    expect(calls('text = "registry.register(1)"  # registry.register("x")\n')).toBe("");
    expect(calls('from elsewhere import registry\nregistry.register("x")\n'.replace("elsewhere", "other.bus"))).toBe("x");
    expect(calls('from other import registry as registry_\nregistry_.deregister("x")\n')).toBe("");
  });

  it("a function of that name from elsewhere is another one", () => {
    const calls = (text: string): string => registered("m.py", text, "calls", "core.registry.register");
    expect(calls('from core.registry import register\nregister("a")\n')).toBe("a");
    expect(calls('from atexit import register\nregister("a")\n')).toBe("");
    expect(calls('def register(name): ...\nregister("a")\n')).toBe("");
    expect(registered("m.py", 'def register(name): ...\nregister("a")\n', "calls", "core.own.register")).toBe("a");
  });

  it("what can not be read", () => {
    const calls = (text: string): string => registered("m.py", text, "calls", "registry.register");
    expect(calls("for n in names:\n    registry.register(n)\n")).toBe("not exact: what `n` stands for is not known");
    expect(calls("registry.register(*args)\n")).toBe("not exact: its arguments are computed");
    expect(calls("registry.register()\n")).toBe("not exact: a call of `registry.register` names nothing that can be read");
  });

  it("functions and classes under a decorator", () => {
    const decorated = (text: string, argument: number | string | null = null): string =>
      registered("m.py", text, "decorated", "mcp.tool", argument);
    const text =
      'from app import mcp\n@mcp.tool\ndef a(): ...\n@mcp.tool()\nasync def b(): ...\n@mcp.tool(name="c")\nclass D: ...\n@other\ndef e(): ...\n';
    expect(decorated(text)).toBe("a b D");
    expect(decorated(text, "name")).toBe("a b c");
    expect(decorated('@mcp.tool("x")\ndef a(): ...\n', 0)).toBe("x");
    expect(decorated("@mcp.tool(name=made())\ndef a(): ...\n", "name")).toBe("not exact: what `made()` stands for is not known");
  });

  it("in TypeScript, a key of an object too", () => {
    expect(
      registered("m.ts", 'import { server } from "./app";\nserver.registerTool("a", {}, f);\n', "calls", "server.registerTool"),
    ).toBe("a");
    expect(registered("m.ts", 'router.add({ name: "a", run });\n', "calls", "router.add", "name")).toBe("a");
  });
});

describe("a settings class", () => {
  const settings = (text: string): string =>
    inCode("m.py", text, ({ meaning, facts }) =>
      members(() => readSettingsSet(meaning as NonNullable<typeof meaning>, facts, "Settings")),
    );
  const head = "from pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n";

  it("has variables by prefix and alias", () => {
    expect(settings(`${head}class Settings(BaseSettings):\n    url: str\n    token: str = ""\n`)).toBe("URL TOKEN");
    expect(
      settings(
        `${head}class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="ORDERS_")\n    url: str\n`,
      ),
    ).toBe("ORDERS_URL");
    expect(settings(`${head}class Settings(BaseSettings):\n    url: str = Field(validation_alias="BASE_URL")\n`)).toBe(
      "BASE_URL",
    );
    expect(settings(`${head}class Settings(BaseSettings):\n    url: str = Field(alias="BASE_URL")\n`)).toBe("BASE_URL|URL");
    expect(
      settings(
        `${head}class Other(BaseSettings):\n    no: str\nclass Base(BaseSettings):\n    a: str\nclass Settings(Base):\n    b: str\n`,
      ),
    ).toBe("A B");
  });

  it("is not read where it is made elsewhere", () => {
    expect(settings("from other import Base\nclass Settings(Base):\n    a: str\n")).toBe(
      "not exact: it inherits from `Base`, which is not looked into",
    );
    expect(settings(`${head}class Settings(BaseSettings):\n    a: str = Field(validation_alias=name())\n`)).toContain(
      "not exact: ",
    );
  });
});
