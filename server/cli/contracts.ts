import { relative, resolve, sep } from "node:path";
import { contractsJson, contractsYaml, extractContracts } from "../generate/contract-extractions.ts";
import type { Evidence } from "../facts/contracts.ts";
import type { Linter } from "../lint/linter.ts";
import { Text } from "../syntax/text.ts";
import { openLinter } from "./open-linter.ts";
import { writeOut } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";

/** `l9 contracts`: what the repository and the Space say. Exit code 0 when everything was found, 1 when something is missing or ambiguous. */
export async function contracts(
  spec: string | undefined,
  options: { format: "yaml" | "json"; root?: string; config?: string },
): Promise<number> {
  const cwd = process.cwd();
  const path = spec === undefined ? null : resolve(cwd, spec);
  const flags = { root: options.root ?? null, config: options.config ?? null, scope: null, select: null, ignore: [] };
  const linter = await openLinter(flags, cwd, path === null ? [] : [path]);
  try {
    linter.scan();
    const document = path === null ? null : (linter.workspace.specsAt(path)[0] ?? null);
    if (path !== null && !document) throw new UsageError(`${spec} is no module spec of this workspace`);
    const extractions = extractContracts(linter.contracts.view(document), linter.config.profile, document);
    await writeOut(options.format === "yaml" ? contractsYaml(extractions) : contractsJson(extractions, placeOf(linter)));
    const clear =
      extractions.unresolved.length === 0 && extractions.tool_identity.value !== null && extractions.idempotency.value !== null;
    return clear ? 0 : 1;
  } finally {
    linter.dispose();
  }
}

/** Evidence as people read it: path from the workspace folder, line from 1. */
function placeOf(linter: Linter): (evidence: Evidence) => unknown {
  const texts = new Map<string, Text>();
  return ({ path, span, rank }) => {
    let text = texts.get(path);
    if (!text) {
      const read = linter.files.read(path);
      texts.set(path, (text = new Text("text" in read ? read.text : "")));
    }
    return {
      file: relative(linter.root, path).split(sep).join("/"),
      line: span ? text.position(span.start).line + 1 : 1,
      source: rank,
    };
  };
}
