import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { unusedImports } from "../../rules/shared/unused-bindings.ts";
import { CodeModule } from "../../server/code/names/module.ts";
import { quotedNames } from "../../server/code/names/python/quoted-names.ts";
import { walk } from "../../server/code/read.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import type { Node } from "../../server/syntax/tree.ts";
import { SEED } from "../fuzz/property.ts";

beforeAll(() => loadPython());

/** The node of the given text; `which` counts its places in the document from 0, negative from the end. */
function find(module: CodeModule, text: string, which = 0): Node {
  const found: Node[] = [];
  for (const unit of module.units) {
    walk(unit.node, (node) => {
      if (node.text === text && node.children.length === 0) found.push(node);
    });
  }
  const node = found.at(which);
  if (!node) throw new Error(`no ${text} in the document`);
  return node;
}

/** What the last place where a name stands means: `kind@line` of its binding, `-` for none. Lines count from 1. */
function meaning(source: string, name: string, which = -1): string {
  const module = new CodeModule(source);
  const binding = module.binding(name, find(module, name, which));
  return binding ? `${binding.kind}@${module.source.text.position(binding.node.start).line + 1}` : "-";
}

function resolve(source: string, name: string, which = -1): string | null {
  const module = new CodeModule(source);
  let node = find(module, name, which);
  while (node.parent?.type === "attribute" && node.parent.child("object") === node) node = node.parent;
  return module.resolve(node);
}

/** The scope around the last place of a name: its kinds from the inside out. */
function scopes(source: string, name: string, which = -1): string {
  const module = new CodeModule(source);
  const kinds: string[] = [];
  for (
    let scope: ReturnType<CodeModule["scopeAt"]> | null = module.scopeAt(find(module, name, which));
    scope;
    scope = scope.parent
  )
    kinds.push(scope.kind);
  return kinds.join(" < ");
}

describe("order", () => {
  it("takes the last binding above a read in the same scope", () => {
    expect(meaning("x = 1\nx = 2\nprint(x)\nx = 3\n", "x", 2)).toBe("assignment@2");
  });
  it("takes the last binding of the module for a read in a function, which runs later", () => {
    expect(meaning("x = 1\ndef f():\n    return x\nx = 3\n", "x", 1)).toBe("assignment@4");
  });
  it("takes the last binding above a class body, which runs at once", () => {
    expect(meaning("x = 1\nclass A:\n    y = x\nx = 3\n", "x", 1)).toBe("assignment@1");
  });
  it("leaves a statement's own binding out of its value", () => {
    expect(meaning("x = 1\nx = x + 1\n", "x", 2)).toBe("assignment@1");
  });
  it("reads the outer name in a class body above its own", () => {
    expect(meaning("from uuid import uuid4\nclass A:\n    uuid4 = uuid4\n", "uuid4")).toBe("import@1");
  });
  it("reads a loop's iterable before its variable", () => {
    expect(meaning("x = 1\nfor x in x:\n    pass\n", "x")).toBe("assignment@1");
    expect(meaning("x = 1\nfor x in y:\n    x\n", "x")).toBe("loop@2");
  });
});

describe("scopes", () => {
  it("looks past class bodies from the functions in them", () => {
    expect(meaning("x = 1\nclass A:\n    x = 2\n    def f(self):\n        return x\n", "x")).toBe("assignment@1");
    expect(meaning("x = 1\nclass A:\n    x = 2\n    y = [x for _ in z]\n", "x")).toBe("assignment@1");
    expect(meaning("x = 1\nclass A:\n    x = 2\n    y = [1 for _ in x]\n", "x")).toBe("assignment@3");
  });
  it("keeps comprehension variables inside, and binds a walrus outside", () => {
    expect(meaning("x = 1\n[x for x in y]\nx\n", "x")).toBe("assignment@1");
    expect(meaning("[w := x for x in y]\nw\n", "w")).toBe("walrus@1");
    expect(meaning("def f():\n    [(w := x) for x in [v for v in y]]\n    return w\n", "w")).toBe("walrus@2");
  });
  it("evaluates decorators, defaults and annotations around the function", () => {
    expect(scopes("@a\ndef f(): pass\n", "a")).toBe("module");
    expect(scopes("def f(a, b=q): pass\n", "q")).toBe("module");
    expect(scopes("def f(a: list[q]) -> None: pass\n", "q")).toBe("module");
    expect(scopes("def f(a: int = 0): return a\n", "a", 0)).toBe("function < module");
    expect(scopes("class A(B, metaclass=M):\n    x = 1\n", "M")).toBe("module");
    expect(scopes("f = lambda a, b=q: a\n", "q")).toBe("module");
    expect(scopes("f = lambda a, b=q: a\n", "a")).toBe("lambda < module");
  });
  it("evaluates the first iterable of a comprehension around it, the others inside", () => {
    expect(scopes("[a for b in c for d in e]\n", "c")).toBe("module");
    expect(scopes("[a for b in c for d in e]\n", "e")).toBe("comprehension < module");
    expect(scopes("[a for b in c for d in e]\n", "a")).toBe("comprehension < module");
  });
  it("gives PEP 695 parameters a scope around the function, the class and the alias", () => {
    expect(meaning("T = 1\ndef f[T](x: T) -> T: return x\n", "T")).toBe("type@2");
    expect(meaning("T = 1\nclass A[T](list[T]):\n    x: T\n", "T")).toBe("type@2");
    expect(meaning("T = 1\ntype X[T] = list[T]\n", "T")).toBe("type@2");
    expect(meaning("type X = int\nX\n", "X")).toBe("type@1");
    expect(meaning("T = 1\ndef f[T](x=T): pass\n", "T")).toBe("assignment@1");
    expect(meaning("def f[*Ts, **P](x): return Ts, P\n", "P")).toBe("type@1");
  });
  it("follows global and nonlocal, wherever the owner is bound", () => {
    expect(meaning("x = None\ndef f():\n    global x\n    x = 1\nx\n", "x")).toBe("assignment@4");
    expect(
      meaning("def f():\n    def g():\n        nonlocal x\n        x = 1\n    x = 0\n    def h():\n        return x\n", "x"),
    ).toBe("assignment@5");
    expect(meaning("def f():\n    x = 0\n    def g():\n        nonlocal x\n        x = 1\n        return x\n", "x")).toBe(
      "assignment@5",
    );
    expect(meaning("x = 1\ndef f():\n    x = 2\n    def g():\n        global x\n        return x\n", "x")).toBe("assignment@1");
  });
  it("binds what a match captures and reads what it compares", () => {
    const source =
      "match v:\n    case A.b | C(d=e) as w: pass\n    case {'k': f, **g}: pass\n    case [h, *i]: pass\n    case {K.x: _}: pass\n";
    const module = new CodeModule(source);
    expect([...module.bindings.keys()].sort()).toEqual(["e", "f", "g", "h", "i", "w"]);
    expect(["v", "A", "C", "K", "d", "b", "x"].map((name) => module.isRead(name))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
  it("binds with, except, import and for targets", () => {
    const source =
      "with a as (b, c.d), e() as f: pass\ntry: pass\nexcept E as g: pass\nfor h, (i, *j) in k: pass\nimport l.m, n as o\nfrom p import q as r, s\n";
    expect([...new CodeModule(source).bindings.keys()].sort()).toEqual(["b", "f", "g", "h", "i", "j", "l", "o", "r", "s"]);
  });
  it("counts del and augmented assignment as reads", () => {
    const module = new CodeModule("del a, (b, c.d), e[f]\ng += 1\nh.i -= 1\n");
    for (const name of ["a", "b", "c", "e", "f", "g", "h"]) expect(module.isRead(name), name).toBe(true);
    expect(module.isRead("d")).toBe(false);
  });
});

describe("resolve", () => {
  it("follows imports, aliases and attributes", () => {
    expect(resolve("import os.path as p\np.join\n", "p")).toBe("os.path.join");
    expect(resolve("import a.b\nimport a.c\na.c.d\n", "a")).toBe("a.c.d");
    expect(resolve("from uuid import uuid4 as u\nv = u\nv\n", "v")).toBe("uuid.uuid4");
    expect(resolve("from . import x\nx.y\n", "x")).toBe(".x.y");
    expect(resolve("from ..a import x\nx\n", "x")).toBe("..a.x");
    expect(resolve("print\n", "print")).toBe("print");
    expect(resolve("def f(uuid4):\n    uuid4\n", "uuid4")).toBe(null);
  });
  it("prefers an import to its fallback", () => {
    expect(resolve("try:\n    from a import x\nexcept ImportError:\n    x = None\nx\n", "x")).toBe("a.x");
    expect(resolve("try:\n    from a import x\nexcept ImportError:\n    from b import x\nx\n", "x")).toBe("a.x");
    expect(resolve("if TYPE_CHECKING:\n    from a import x\nelse:\n    x = object\nx\n", "x")).toBe("a.x");
  });
  it("takes an unknown name from the only star import, never a builtin", () => {
    expect(resolve("from uuid import *\nuuid4\n", "uuid4")).toBe("uuid.uuid4");
    expect(resolve("from uuid import *\nprint\n", "print")).toBe("print");
    expect(resolve("from uuid import *\nfrom os import *\nuuid4\n", "uuid4")).toBe("uuid4");
  });
});

describe("string annotations", () => {
  it.each([
    ["Order", ["Order"]],
    ["list[Order.Line] | None", ["list", "Order"]],
    ["Optional['Order']", ["Optional", "Order"]],
    ["Literal['Order']", ["Literal"]],
    ["Annotated[Order, 'a doc', Field]", ["Annotated", "Order", "Field"]],
    ["Callable[[A, ...], B]", ["Callable", "A", "B"]],
    ["the order of things", []],
    ["Bestellung_ä", ["Bestellung_ä"]],
    ["A\n| B", ["A", "B"]],
    ["", []],
  ])("%s", (text, names) => {
    expect(quotedNames(text)).toEqual(names);
  });
  it("are found wherever a type may stand", () => {
    const source =
      'def f(a: "A", *b: "B") -> "C": x: "D" = "no1"\ny = cast("E", "no2")\nz = TypeVar("no3", bound="F")\nw = Optional["G"]\nv: list["H"]\nu: Literal["no4"]\n' +
      't: TypeAlias = "I"\ns: Annotated["J", "no5"]\nr = d["no6"]\nq: X.Y["K"]\ntype p = "L"\ndef o[T: "M"](): pass\nn: int | "N"\n';
    const module = new CodeModule(source);
    for (const name of "ABCDEFGHIJKLMN") expect(module.isRead(name), name).toBe(true);
    for (let at = 1; at <= 6; at++) expect(module.isRead(`no${at}`), `no${at}`).toBe(false);
  });
});

describe("exports", () => {
  it.each([
    '__all__ = ["a", "b"]\n',
    '__all__: list[str] = ["a"] + ("b",)\n',
    '__all__ = ("a",)\n__all__ += ["b"]\n',
    '__all__ = []\n__all__.extend(["a", "b"])\n',
    '__all__ = []\n__all__.append("a")\n__all__.append("b")\n',
    'if x:\n    __all__ = ["a"]\nelse:\n    __all__ = [*other, "b"]\n',
  ])("%j", (source) => {
    const module = new CodeModule(source);
    expect([module.isRead("a"), module.isRead("b")]).toEqual([true, true]);
  });
  it("are the module's alone", () => {
    expect(new CodeModule('def f():\n    __all__ = ["a"]\n').isRead("a")).toBe(false);
  });
});

describe("edits", () => {
  it("count reads and imports as a fresh module does", () => {
    const texts = [
      "import a\nimport b\na\ndef f():\n    b\n",
      "import a\nimport b\na\ndef f():\n    c\n",
      "import a\nfrom b import c\nb\n",
      "import a\na = 1\n",
      "",
    ];
    const module = new CodeModule(texts[0] as string);
    for (const text of [...texts, ...texts.toReversed()]) {
      module.update(text);
      const fresh = new CodeModule(text);
      for (const name of ["a", "b", "c"])
        expect(module.isRead(name), `${name} in ${JSON.stringify(text)}`).toBe(fresh.isRead(name));
      expect(module.imports.map((binding) => binding.name)).toEqual(fresh.imports.map((binding) => binding.name));
      expect(module.imports.every((binding) => binding.scope.unit.node.source === module.source)).toBe(true);
    }
  });
  it("end where a fresh reading of the text ends", () => {
    const line = fc.constantFrom(
      "import a",
      "import a.b",
      "from m import a, b as c",
      "from m import (a,",
      "    b)",
      "def f(a, b=c):",
      "    import b",
      "    global a",
      "    return a + b",
      "class A(a):",
      "    b = [a for a in b]",
      "if a:",
      "else:",
      "try:",
      "except ImportError:",
      "    a = None",
      "x: 'a | b' = c",
      "del b",
      '__all__ = ["a", "b"]',
      "'''",
      "b = (",
      ")",
      "",
      "a.",
    );
    const texts = fc.array(fc.array(line, { maxLength: 8 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(texts, (versions) => {
        const module = new CodeModule("");
        for (const version of versions) {
          const text = version.join("\n");
          module.update(text);
          const fresh = new CodeModule(text);
          expect(state(module)).toEqual(state(fresh));
          fresh.source.dispose();
        }
        module.source.dispose();
      }),
      { numRuns: 500, seed: SEED },
    );
  });
});

/** What rules see of a module's names. */
function state(module: CodeModule): unknown {
  return {
    reads: ["a", "b", "c", "m", "x"].filter((name) => module.isRead(name)),
    bindings: [...module.bindings].map(([name, list]) => [name, ...list.map(({ kind, node }) => `${kind}@${node.start}`)]),
    imports: module.imports.map(({ name, node }) => `${name}@${node.start}`),
    unused: unusedImports(module).map(({ binding, replacedBy }) => [binding.node.start, replacedBy?.node.start ?? null]),
  };
}
