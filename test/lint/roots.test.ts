import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig, type Config } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// A workspace of several roots: each application is seen as if it stood alone.

const ORDERS = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

beforeAll(() => loadPython());

/** A folder with copies of the sample workspace, and these files beside or in them. */
function folder(copies: readonly string[], files: Record<string, string> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-roots-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const copy of copies)
    cpSync(ORDERS, join(root, copy), { recursive: true, filter: (path) => !path.includes("__pycache__") });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function open(root: string, config: Partial<Config> = {}): Linter {
  const linter = new Linter(root, { ...defaultConfig, ...config });
  onTestFinished(() => linter.dispose());
  linter.scan();
  return linter;
}

/** Every finding below a folder, its paths seen from there. */
function findings(linter: Linter, below: string): string[] {
  const paths = linter.paths().filter((path) => path.startsWith(below));
  return paths.flatMap((path) =>
    linter.check(path).map(({ rule, span, message }) => `${relative(below, path)}:${span.start} ${rule} ${message}`),
  );
}

const PYPROJECT = '[project]\nname = "shop"\nversion = "1"\n';

describe("two copies of a workspace in one repository", () => {
  let alone: string[];
  beforeAll(() => {
    const linter = new Linter(ORDERS, defaultConfig);
    linter.scan();
    alone = findings(linter, ORDERS);
    linter.dispose();
    expect(alone.length).toBeGreaterThan(20);
  }, 120_000);

  it.each<[string, Record<string, string>]>([
    ["each with a project of its own", {}],
    ["under one configuration", { "l9.config.yaml": "scope: modules\n" }],
    ["under one project", { "pyproject.toml": PYPROJECT }],
    ["beside contracts of the same names", { "memory/substrate_models.py": "class PacketEnvelopeIn:\n    other: int\n" }],
  ])("have the findings of one that stands alone: %s", { timeout: 120_000 }, (_, files) => {
    const root = folder(["apps/shop", "apps/mail"], files);
    const linter = open(root);
    for (const app of ["apps/shop", "apps/mail"]) expect(findings(linter, join(root, app))).toEqual(alone);
  });
  it("have them without any mark too: their specs tell", { timeout: 120_000 }, () => {
    const root = folder(["apps/shop", "apps/mail"]);
    for (const app of ["shop", "mail"]) rmSync(join(root, "apps", app, "pyproject.toml"));
    const linter = open(root);
    const { folder: home, why } = linter.workspace.rootOf(join(root, "apps/shop/api/server.py"));
    expect(home).toBe(join(root, "apps/shop"));
    expect(why).toMatchObject({ spec: expect.stringContaining("apps/shop/specs/") as string });
    // Nothing declares dependencies or sets up pytest now, as in a lone copy without the file.
    const lone = folder(["."]);
    rmSync(join(lone, "pyproject.toml"));
    expect(findings(linter, join(root, "apps/mail"))).toEqual(findings(open(lone), lone));
  });
});

const SPEC = (paths: string[]): string => `module:
  id: notes
  name: Notes
  purpose: Keeps notes.
  repo: { allowed_new_files: [${paths.join(", ")}] }
`;
const rootsOf = (root: string, linter: Linter, paths: string[]): string[] =>
  paths.map((path) => relative(root, linter.workspace.rootOf(join(root, path)).folder) || ".");

describe("the root of a file", () => {
  it("is its spec's, which lists it from above, whatever marks lie on the way", () => {
    const root = folder([], {
      "specs/notes.module-spec.yaml": SPEC(["frontend/notes.ts", "frontend/server/notes.py"]),
      "frontend/package.json": '{"name": "frontend"}',
      "frontend/notes.ts": "export const a: number = 1;\n",
      "frontend/server/notes.py": "A: int = 1\n",
      "frontend/other.ts": "export const b: number = 1;\n",
    });
    const paths = ["frontend/notes.ts", "frontend/server/notes.py", "frontend/other.ts", "specs/notes.module-spec.yaml"];
    expect(rootsOf(root, open(root), paths)).toEqual([".", ".", "frontend", "."]);
  });
  it("is the nearest configuration before the nearest project, and neither above the workspace folder", () => {
    const files = { "app/pyproject.toml": PYPROJECT, "app/a/b.py": "", "c.py": "" };
    const plain = folder([], files);
    expect(rootsOf(plain, open(plain), ["app/a/b.py", "c.py"])).toEqual(["app", "."]);
    const configured = folder([], { ...files, "l9.config.yaml": "" });
    expect(rootsOf(configured, open(configured), ["app/a/b.py", "c.py"])).toEqual([".", "."]);
    const nested = folder([], { ...files, "app/a/l9.config.yaml": "" });
    expect(rootsOf(nested, open(nested), ["app/a/b.py", "c.py"])).toEqual(["app/a", "."]);
  });
  it("is no folder that only has settings of tools", () => {
    const root = folder([], {
      "tests/pyproject.toml": "[tool.ruff]\nline-length = 100\n",
      "tests/conftest.py": "",
      "web/package.json": '{"type": "module"}',
      "web/a.ts": "",
    });
    expect(rootsOf(root, open(root), ["tests/conftest.py", "web/a.ts"])).toEqual([".", "."]);
  });
  it.each([
    ["of a v2 spec", "a.yaml", "metadata: { module_id: notes }\nrepo: { allowed_new_files: [api/notes.py] }\n"],
    ["of a spec in Markdown", "Module-Spec-notes.md", `# Notes\n\n\`\`\`yaml\n${SPEC(["api/notes.py"])}\`\`\`\n`],
  ])("%s is found the same way", (_, name, text) => {
    const root = folder([], { [`apps/notes/specs/${name}`]: text, "apps/notes/api/notes.py": "A: int = 1\n" });
    expect(rootsOf(root, open(root), ["apps/notes/api/notes.py"])).toEqual(["apps/notes"]);
  });
  it("of two modules of one name each is its own", () => {
    const app = (name: string): Record<string, string> => ({
      [`${name}/specs/notes.module-spec.yaml`]: SPEC(["api/notes.py"]),
      [`${name}/api/notes.py`]: "A: int = 1\n",
      [`${name}/api/more.py`]: "# module_id: notes\nB: int = 1\n",
    });
    const root = folder([], { ...app("one"), ...app("two") });
    const linter = open(root);
    for (const name of ["one", "two"])
      expect(linter.workspace.owner(join(root, name, "api/more.py"))?.spec.path).toBe(
        join(root, name, "specs/notes.module-spec.yaml"),
      );
  });
  it("changes with the spec, and with a mark that comes or goes; the files that are seen otherwise are named", () => {
    const root = folder([], {
      "apps/notes/specs/notes.module-spec.yaml": SPEC(["api/notes.py"]),
      "apps/notes/api/notes.py": "A: int = 1\n",
    });
    const linter = open(root);
    const [spec, code] = [join(root, "apps/notes/specs/notes.module-spec.yaml"), join(root, "apps/notes/api/notes.py")];
    const home = (): string => relative(root, linter.workspace.rootOf(code).folder);
    expect(home()).toBe("apps/notes");
    expect(linter.setOpen(spec, SPEC(["apps/notes/api/notes.py"]))).toEqual([code]);
    expect(home()).toBe("");
    linter.close(spec);
    expect(home()).toBe("apps/notes");
    rmSync(code);
    linter.changed(code);
    writeFileSync(join(root, "apps/pyproject.toml"), PYPROJECT);
    expect(linter.changed(join(root, "apps/pyproject.toml"))).toContain(spec);
    expect(relative(root, linter.workspace.rootOf(spec).folder)).toBe("apps");
  });
});

describe("contracts", () => {
  const MODEL = (field: string): string =>
    `from pydantic import BaseModel\n\n\nclass PacketEnvelopeIn(BaseModel):\n    ${field}: str\n`;
  const app = (name: string, extra: Record<string, string> = {}): Record<string, string> => ({
    [`${name}/pyproject.toml`]: `[project]\nname = "${name.replace("/", "-")}"\ndependencies = ["pydantic", "acme-memory"]\n`,
    [`${name}/specs/notes.module-spec.yaml`]: SPEC(["api/notes.py"]),
    [`${name}/api/notes.py`]: "from memory.substrate_models import PacketEnvelopeIn\n\nP = PacketEnvelopeIn\n",
    ...extra,
  });
  const found = (linter: Linter, root: string, name: string): string[] => {
    const module = linter.workspace.owner(join(root, name, "api/notes.py"));
    const lookup = linter.contractsOf(module?.spec ?? null).required("PacketEnvelopeIn");
    return lookup.status === "found" ? [lookup.class.module, ...lookup.class.fields.map((field) => field.name)] : [];
  };

  it("are those of the own root, then those of a root that is declared, under the name it has there", () => {
    const root = folder([], {
      ...app("apps/shop", { "apps/shop/memory/substrate_models.py": MODEL("own") }),
      ...app("apps/mail"),
      "packages/memory/pyproject.toml": '[project]\nname = "acme_memory"\n',
      "packages/memory/src/memory/substrate_models.py": MODEL("shared"),
    });
    const linter = open(root);
    expect(found(linter, root, "apps/shop")).toEqual(["memory.substrate_models", "own"]);
    expect(found(linter, root, "apps/mail")).toEqual(["memory.substrate_models", "shared"]);
    for (const name of ["apps/shop", "apps/mail"])
      expect(linter.check(join(root, name, "api/notes.py")).map(({ rule }) => rule)).not.toContain("import_source");
  });
  it("of another application beside are none", () => {
    const root = folder([], {
      ...app("apps/shop", { "apps/shop/memory/substrate_models.py": MODEL("own") }),
      ...app("apps/mail"),
    });
    expect(found(open(root), root, "apps/mail")).toEqual([]);
  });
  it("of a folder above are", () => {
    const root = folder([], { ...app("apps/mail"), "memory/substrate_models.py": MODEL("above") });
    expect(found(open(root), root, "apps/mail")).toEqual(["memory.substrate_models", "above"]);
  });
  it("come from the Space of the root, or of the workspace where the root has none", () => {
    const extract = (field: string): string =>
      `**File**: \`memory/substrate_models.py\`\n\n\`\`\`python\n${MODEL(field)}\`\`\`\n`;
    const root = folder([], {
      ...app("apps/shop", { "apps/shop/space/models.md": extract("own_space") }),
      ...app("apps/mail"),
      "space/models.md": extract("top_space"),
    });
    const linter = open(root);
    expect(found(linter, root, "apps/shop")).toEqual(["memory.substrate_models", "own_space"]);
    expect(found(linter, root, "apps/mail")).toEqual(["memory.substrate_models", "top_space"]);
    expect(linter.paths()).toEqual(
      expect.arrayContaining([join(root, "apps/shop/space/models.md"), join(root, "space/models.md")]),
    );
  });
  it("of TypeScript are seen from a root that lists files in another one", { timeout: 120_000 }, async () => {
    const root = folder([], {
      "specs/notes.module-spec.yaml": `${SPEC(["frontend/notes.ts"])}  language: typescript\n`,
      "frontend/package.json": '{"name": "frontend"}',
      "frontend/notes.ts": 'import type { PacketEnvelopeIn } from "./models";\n\nexport type Note = PacketEnvelopeIn;\n',
      "frontend/models.ts": "export interface PacketEnvelopeIn { packet_type: string }\n",
    });
    const linter = open(root);
    const { spec } = linter.workspace.owner(join(root, "frontend/notes.ts")) ?? {};
    await linter.prepare([join(root, "frontend/notes.ts")]);
    const lookup = linter.contractsOf(spec ?? null).required("PacketEnvelopeIn");
    expect(lookup.status === "found" && lookup.class.module).toBe("frontend.models");
  });
});
