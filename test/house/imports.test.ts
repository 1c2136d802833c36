import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

// Imports point one way: lsp, cli → generate → lint → project → facts → code → syntax; rules see code, facts and each other's shared code only.

const root = join(import.meta.dirname, "..", "..");

/** What each part may import, beside itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "server/syntax": [],
  "server/code": ["server/syntax"],
  "server/facts": ["server/code", "server/syntax", "rules/profile"],
  "server/project": [
    "server/facts",
    "server/code",
    "server/syntax",
    "rules/profile",
    "rules/shared",
    "rules/index.ts",
    "rules/define.ts",
  ],
  "server/lint": [
    "server/project",
    "server/facts",
    "server/code",
    "server/syntax",
    "rules/profile",
    "rules/shared",
    "rules/index.ts",
    "rules/define.ts",
  ],
  "server/generate": [
    "server/lint",
    "server/project",
    "server/facts",
    "server/code",
    "server/syntax",
    "rules/profile",
    "rules/shared",
    "rules/index.ts",
    "rules/define.ts",
  ],
  "server/lsp": [
    "server/generate",
    "server/lint",
    "server/project",
    "server/facts",
    "server/code",
    "server/syntax",
    "server/version.ts",
    "rules/profile",
    "rules/shared",
    "rules/index.ts",
    "rules/define.ts",
  ],
  "server/cli": [
    "server/generate",
    "server/lint",
    "server/project",
    "server/facts",
    "server/code",
    "server/syntax",
    "server/version.ts",
    "rules/profile",
    "rules/shared",
    "rules/index.ts",
    "rules/define.ts",
  ],
  "server/mcp": [
    "server/cli",
    "server/generate",
    "server/lint",
    "server/project",
    "server/facts",
    "server/syntax",
    "server/version.ts",
    "rules/shared",
    "rules/index.ts",
    "rules/define.ts",
  ],
  "server/api": ["server/cli", "server/lint", "server/version.ts"],
  "rules/define.ts": ["server/facts", "server/code"],
  "rules/profile": [],
  "rules/shared": ["rules/define.ts", "rules/profile", "server/facts", "server/code"],
  "rules/*": ["rules/define.ts", "rules/shared", "rules/profile", "server/facts", "server/code"],
};

/** Packages that belong to one part; what is not listed may be used by every part but rules. */
const PACKAGES: Record<string, readonly string[]> = {
  "web-tree-sitter": ["server/syntax"],
  "vscode-languageserver": ["server/lsp"],
  "vscode-languageserver-textdocument": ["server/lsp"],
  "vscode-uri": ["server/lsp"],
  "@typescript-eslint/typescript-estree": ["server/syntax"],
  "@typescript-eslint/scope-manager": ["server/syntax"],
  "@typescript-eslint/visitor-keys": ["server/syntax"],
  "@typescript-eslint/types": ["server/syntax"],
  "@modelcontextprotocol/server": ["server/mcp"],
  commander: ["server/cli", "server/main.ts"],
  picocolors: ["server/cli"],
  "std-env": ["server/cli"],
};

/** What a rule may use: nothing that reads the disk, the clock or the network. */
const PACKAGES_OF_RULES = ["node:path", "node:path/posix", "fastest-levenshtein"];

interface Import {
  file: string;
  target: string;
  isPackage: boolean;
  isTypeOnly: boolean;
  isLazy: boolean;
}

// The build writes import lines of its own as texts.
const imports = ["server", "rules"].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !name.startsWith("build/"))
    .flatMap((name) => importsOf(join(root, top, name))),
);

function importsOf(path: string): Import[] {
  const text = readFileSync(path, "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const file = relative(root, path);
  const found = [
    ...text.matchAll(
      /\b(import|export)\s+(type\s)?[^;"'()]*?from\s*"([^"]+)"|\bimport\s*\(\s*"([^"]+)"\s*\)|^\s*import\s*"([^"]+)"/gm,
    ),
  ];
  return found.map((match) => {
    const specifier = (match[3] ?? match[4] ?? match[5]) as string;
    const isPackage = !specifier.startsWith(".");
    return {
      file,
      target: isPackage ? specifier : relative(root, resolve(dirname(path), specifier)),
      isPackage,
      isTypeOnly: match[2] !== undefined,
      isLazy: match[4] !== undefined,
    };
  });
}

/** The part a path belongs to: a folder of `server/`, a file right in `server/` or `rules/`, or any family of rules. */
function partOf(path: string): string {
  const [top, second, third] = path.split("/") as [string, string, string | undefined];
  if (third === undefined) return `${top}/${second}`;
  if (top === "rules" && !["profile", "shared"].includes(second)) return "rules/*";
  return `${top}/${second}`;
}

const show = ({ file, target }: Import): string => `${file} imports ${target}`;

it("finds imports at all", () => {
  expect(imports.length).toBeGreaterThan(200);
  expect(imports.some(({ isLazy }) => isLazy)).toBe(true);
});

it("every imported file exists", () => {
  expect(imports.filter(({ isPackage, target }) => !isPackage && !existsSync(join(root, target))).map(show)).toEqual([]);
});

describe.each(Object.entries(MAY_IMPORT))("%s", (part, allowed) => {
  const own = imports.filter(({ file }) => partOf(file) === part);

  it(`imports nothing but ${["itself", ...allowed].join(", ")}`, () => {
    const wrong = own.filter(({ file, isPackage, target }) => {
      if (isPackage) return false;
      const other = partOf(target);
      // Rules of one family do not know each other either: only their own second halves.
      if (other === part) return part === "rules/*" && !target.startsWith(`${file.replace(/(-[a-z-]+)?\.ts$/, "")}-`);
      return !allowed.includes(other);
    });
    expect(wrong.filter((wrongOne) => !isLazyServer(wrongOne)).map(show)).toEqual([]);
  });
});

/** The commands `l9 lsp` and `l9 mcp` start a server each: the one import from there. */
function isLazyServer({ file, target, isLazy, isTypeOnly }: Import): boolean {
  const server = { "server/cli/lsp.ts": "server/lsp", "server/cli/mcp.ts": "server/mcp" }[file];
  return server !== undefined && partOf(target) === server && (isLazy || isTypeOnly);
}

it("packages stay in the part they belong to", () => {
  const wrong = imports.filter(({ file, target, isPackage }) => {
    if (!isPackage) return false;
    const name = target.startsWith("@") ? target.split("/").slice(0, 2).join("/") : (target.split("/")[0] as string);
    const owners = PACKAGES[name];
    return owners !== undefined && !owners.includes(partOf(file));
  });
  expect(wrong.map(show)).toEqual([]);
});

it("rules are pure: they use no package but these", () => {
  const wrong = imports.filter(
    ({ file, target, isPackage }) =>
      isPackage && file.startsWith("rules/") && !file.startsWith("rules/profile/") && !PACKAGES_OF_RULES.includes(target),
  );
  expect(wrong.map(show)).toEqual([]);
});

/** Everything that is read when this file is: its static imports, and theirs. */
function staticallyReads(start: string): string[] {
  const found = new Set([start]);
  for (const file of found)
    for (const { file: from, target, isTypeOnly, isLazy } of imports)
      if (from === file && !isTypeOnly && !isLazy) found.add(target);
  return [...found];
}

it.each(["server/main.ts", "server/lsp/connection/main.ts", "server/mcp/main.ts"])(
  "%s starts without rules, parsers and schemas",
  (start) => {
    const slow = staticallyReads(start).filter((path) =>
      /^(rules\/(index|shared|define)|server\/(lint|syntax)\/(?!text|visible|lines)|zod$|yaml$|web-tree-sitter$)/.test(path),
    );
    // What a tool of this server takes and gives is a schema.
    expect(slow).toEqual(start === "server/mcp/main.ts" ? ["zod"] : []);
  },
);

it.each(["server/cli/check.ts", "server/cli/check-stdin.ts", "server/cli/fix.ts", "server/lsp/session/engine.ts"])(
  "%s checks without zod, which only a configuration file needs, and without what only TypeScript needs",
  (start) => {
    expect(staticallyReads(start)).not.toContain("zod");
    expect(staticallyReads(start)).not.toContain("@typescript-eslint/typescript-estree");
  },
);
