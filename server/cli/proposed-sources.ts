import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ContractClass } from "../facts/contracts.ts";
import { isTestPath, isTypeScript } from "../facts/languages.ts";
import { Linter } from "../lint/linter.ts";
import { CONFIG_NAME } from "../project/config.ts";
import { contractFolders } from "../project/contract-folder.ts";
import { packageOf } from "../project/installed-file.ts";
import { statOf, textOf } from "../project/regular-file.ts";

/** Something that `contract_sources` may name, and what shows it. */
export interface ProposedSource {
  name: string;
  why: string;
  certain: boolean;
}

/** Folders that are looked for, and packages that are opened, at the most. */
const FOLDERS = ["schemas", "schema", "openapi", "contracts", "api", "docs", "docs/openapi", "spec", "specs"];
const MOST_PACKAGES = 12;
const DESCRIBES_MODELS = new Set<ContractClass["kind"]>(["pydantic", "dataclass", "zod"]);

/** Installed packages whose models the code imports, and folders of JSON Schemas or OpenAPI documents. */
export function proposedSources(linter: Linter): ProposedSource[] {
  return [...packages(linter), ...schemaFolders(linter.root)];
}

function packages(linter: Linter): ProposedSource[] {
  const imported = new Map<string, Map<string, Set<string>>>();
  for (const path of linter.workspace.sources) {
    if (isTestPath(path)) continue;
    for (const { module, name } of linter.facts(path)?.imports ?? []) {
      if (module.startsWith(".") || name === null || !/^[A-Z]/.test(name)) continue;
      const top = isTypeScript(path) ? packageOf(module) : (module.split(".")[0] ?? module);
      const named = imported.get(top) ?? new Map<string, Set<string>>();
      imported.set(top, named);
      const dotted = `${module}.${name}`;
      named.set(dotted, (named.get(dotted) ?? new Set()).add(path));
    }
  }
  const config = join(linter.root, CONFIG_NAME);
  const installed = [...imported].flatMap(([name, named]) => {
    const folders = contractFolders(name, config, [linter.root]);
    return "problem" in folders ? [] : [{ name, named, folders }];
  });
  return installed.slice(0, MOST_PACKAGES).flatMap(({ name, named, folders }): ProposedSource[] => {
    const opened = new Linter(linter.root, { ...linter.config, scope: "contracts", contract_sources: folders }, {});
    try {
      opened.scan();
      const contracts = opened.contractsOf(null);
      const classes = [...named].flatMap(([dotted, paths]) => {
        const found = [...paths].some(isTypeScript) ? contracts.classAt(dotted, "typescript") : contracts.classAt(dotted);
        return found?.evidence.rank === "package" && found.fields.length > 0 ? [{ found, paths }] : [];
      });
      const models = classes.filter(({ found }) => DESCRIBES_MODELS.has(found.kind));
      const shown = (models.length > 0 ? models : classes.filter(({ found }) => found.kind === "interface")).map(
        ({ found }) => found.name,
      );
      if (shown.length === 0) return [];
      const many = shown.length > 3 ? ", …" : "";
      return [{ name, why: `the code imports ${shown.slice(0, 3).join(", ")}${many} from it`, certain: models.length > 0 }];
    } finally {
      opened.dispose();
    }
  });
}

/** Folders of the usual names that hold such documents; what only looks like one is not read. */
function schemaFolders(root: string): ProposedSource[] {
  return FOLDERS.flatMap((name) => {
    const folder = join(root, name);
    if (!statOf(folder)?.isDirectory()) return [];
    const documents = readdirSync(folder)
      .filter((file) => /\.(?:json|ya?ml)$/i.test(file))
      .filter((file) => describesModels(textOf(join(folder, file)) ?? ""));
    if (documents.length === 0) return [];
    const shown = documents.slice(0, 2).join(", ");
    return [{ name: `./${name}`, why: `it describes models: ${shown}${documents.length > 2 ? ", …" : ""}`, certain: true }];
  });
}

function describesModels(text: string): boolean {
  const head = text.slice(0, 20_000);
  return (
    /^\s*"?openapi"?\s*:\s*["']?3/m.test(head) ||
    (/"\$schema"\s*:\s*"[^"]*json-schema\.org/.test(head) && /"properties"\s*:/.test(text))
  );
}
