/**
 * Writes server/project/dependencies/import-names.yaml: which modules a distribution brings whose name alone does not tell. Two maintained sources are asked through
 * their registries' own clients, in a temporary folder:
 *
 * - dh-python (Expat licence), Debian's packaging helper: distribution → Debian package, whose name holds the module's by Debian's Python policy;
 * - typeshed (Apache License 2.0), as the pyright package ships it: a folder of stubs for each distribution, with its modules.
 *
 * `npm run import-names`; apt-get, dpkg-deb, npm and tar must be there.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalName, namesByRule } from "../project/dependencies/names-by-rule.ts";

const PYRIGHT = "1.1.414";
const FALLBACK = "usr/share/dh-python/dist/cpython3_fallback";

const folder = mkdtempSync(join(tmpdir(), "l9-import-names-"));
try {
  const same = new Set<string>();
  const other = new Map<string, Set<string>>();
  const add = (distribution: string, modules: readonly string[]): void => {
    const name = canonicalName(distribution);
    const more = modules.filter((module) => !namesByRule(name).includes(module.toLowerCase()));
    if (more.length === 0) same.add(name);
    else other.set(name, new Set([...(other.get(name) ?? []), ...more]));
  };
  for (const [distribution, modules] of [...fromDebian(), ...fromTypeshed()]) add(distribution, modules);
  const lines = [
    "# Made by `npm run import-names` out of dh-python (Copyright 2010-2013 Piotr Ożarowski, Expat licence) and typeshed (Apache License 2.0).",
    "# Distributions whose modules are named as they are, a `python-` and the like left out; and the others with their modules.",
    `same: ${[...same]
      .filter((name) => !other.has(name))
      .sort()
      .join(" ")}`,
    "other:",
    ...[...other].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, modules]) => `  ${name}: ${[...modules].sort().join(" ")}`),
  ];
  writeFileSync(join(import.meta.dirname, "../project/dependencies/import-names.yaml"), `${lines.join("\n")}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function fromDebian(): [string, string[]][] {
  execFileSync("apt-get", ["download", "dh-python"], { cwd: folder, stdio: "pipe" });
  const archive = readdirSync(folder).find((name) => name.endsWith(".deb")) as string;
  execFileSync("dpkg-deb", ["-x", archive, "debian"], { cwd: folder });
  const rows = readFileSync(join(folder, "debian", FALLBACK), "utf8").split("\n");
  return rows.flatMap((row): [string, string[]][] => {
    // Stubs bring no module; a package without the prefix is a program.
    const [, distribution, module] = /^(?!types_)(\S+) python3-([a-z0-9][\w.-]*)$/.exec(row) ?? [];
    if (!distribution || !module || module === "typeshed" || module === "azure") return [];
    const words = module.replace(/^python-/, "");
    return [
      [
        distribution,
        [...new Set([words.replace(/[-.]/g, "_"), words.split(/[-.]/)[0] as string])].slice(0, words.includes(".") ? 2 : 1),
      ],
    ];
  });
}

function fromTypeshed(): [string, string[]][] {
  execFileSync("npm", ["pack", `pyright@${PYRIGHT}`, "--silent"], { cwd: folder, stdio: "pipe" });
  execFileSync("tar", ["xzf", `pyright-${PYRIGHT}.tgz`, "package/dist/typeshed-fallback/stubs"], { cwd: folder });
  const stubs = join(folder, "package/dist/typeshed-fallback/stubs");
  return readdirSync(stubs).map((distribution) => [
    distribution,
    readdirSync(join(stubs, distribution))
      .filter((name) => /^\w+(?:\.pyi)?$/.test(name))
      .map((name) => name.replace(/\.pyi$/, "")),
  ]);
}
