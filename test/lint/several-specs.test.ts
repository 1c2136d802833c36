import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// One file, several specs that list it: one owner, whatever was opened, edited or written first.

beforeAll(() => loadPython());

const spec = (id: string, files: string): string => `module:\n  id: ${id}\n  repo:\n    allowed_new_files: [${files}]\n`;
const YAML = "a.module-spec.yaml";
const LATER = "b.module-spec.yaml";
const COPY = "Module-Spec-copy.md";
const FILES = {
  [COPY]: `# Copy\n\n\`\`\`yaml\n${spec("orders", "api/x.py")}\`\`\`\n`,
  [LATER]: spec("orders_v2", "api/x.py"),
  [YAML]: spec("orders_v3", "api/x.py"),
  "api/x.py": "X = 1\n",
};

function open(files: Record<string, string>): {
  linter: Linter;
  at: (name: string) => string;
  write: (name: string, text: string | null) => string[];
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-several-")));
  const at = (name: string): string => join(root, name);
  const put = (name: string, text: string | null): void => {
    mkdirSync(dirname(at(name)), { recursive: true });
    if (text === null) rmSync(at(name));
    else writeFileSync(at(name), text);
  };
  for (const [name, text] of Object.entries(files)) put(name, text);
  const linter = new Linter(root, defaultConfig);
  linter.scan();
  onTestFinished(() => {
    linter.dispose();
    rmSync(root, { recursive: true });
  });
  const write = (name: string, text: string | null): string[] => {
    put(name, text);
    return linter.changed(at(name)).map((path) => path.slice(root.length + 1));
  };
  return { linter, at, write };
}

const told = (linter: Linter, path: string): string[] =>
  linter.check(path).flatMap(({ rule, message }) => (rule === "file_of_several_specs" ? [message] : []));

describe("a file that several specs list", () => {
  it("belongs to the first in a fixed order, whatever is opened and closed", () => {
    const { linter, at } = open(FILES);
    const owner = (): string | null => linter.moduleOf(at("api/x.py"));
    expect(owner()).toBe("orders_v3");
    for (const name of [COPY, LATER, YAML]) {
      linter.setOpen(at(name), `${FILES[name as keyof typeof FILES]}\n`);
      expect(owner()).toBe("orders_v3");
      linter.close(at(name));
      expect(owner()).toBe("orders_v3");
    }
  });
  it("is told of on each, and each is looked at again when another one comes, goes or lists something else", () => {
    const { linter, at, write } = open(FILES);
    expect([COPY, LATER, YAML].map((name) => told(linter, at(name)).length)).toEqual([1, 1, 1]);
    expect(told(linter, at(LATER))[0]).toContain(`it belongs to the module of \`${YAML}\``);
    expect(write(YAML, spec("orders_v3", "api/y.py")).sort()).toEqual([COPY, "api/x.py", LATER].sort());
    expect(linter.moduleOf(at("api/x.py"))).toBe("orders_v2");
    expect([COPY, LATER, YAML].map((name) => told(linter, at(name)).length)).toEqual([1, 1, 0]);
    expect(write(COPY, null)).toContain(LATER);
    expect(told(linter, at(LATER))).toEqual([]);
    expect(write(YAML, spec("orders_v3", "api/x.py"))).toContain(LATER);
    expect([LATER, YAML].map((name) => told(linter, at(name)).length)).toEqual([1, 1]);
    expect(linter.moduleOf(at("api/x.py"))).toBe("orders_v3");
  });
});

it("a change among thousands of specs looks at those that it concerns", () => {
  const many = Array.from(
    { length: 2000 },
    (_, at) => [`specs/s${at}.module-spec.yaml`, spec(`m${at}`, `api/m${at}.py`)] as const,
  );
  const { linter, write } = open(Object.fromEntries(many));
  expect(linter.workspace.modules).toHaveLength(2000);
  expect(write("api/m7.py", "X = 1\n")).toEqual(["specs/s7.module-spec.yaml"]);
  expect(write("specs/s9.module-spec.yaml", spec("m9", "api/m7.py"))).toEqual(["specs/s7.module-spec.yaml"]);
});
