import {
  contractsValue,
  contractsYaml,
  extractContracts,
  fieldsUnknown,
  type ContractExtractions,
  type UnreadSpaceFile,
} from "../generate/contract-extractions.ts";
import type { Evidence } from "../facts/contracts.ts";
import type { Linter } from "../lint/linter.ts";
import { Text } from "../syntax/text.ts";
import { notSpec } from "./modules-below.ts";
import { withSpec, type SpecFlags } from "./open-spec.ts";
import { writeOut, writeText } from "./stdio.ts";
import { visibleJson } from "../syntax/visible.ts";
import { pathFrom } from "../project/slash-path.ts";

/** `l9 contracts`: what the repository and the Space say. Exit code 0 when everything was found, 1 when something is missing, unclear or unread. */
export function contracts(named: string | undefined, flags: SpecFlags & { format: "yaml" | "json" }): Promise<number> {
  return withSpec(named, flags, async ({ linter, path, shown: shownHere }) => {
    const found = await readContracts(linter, path);
    if (found === null) throw notSpec(shownHere(path ?? ""));
    const { extractions, unread } = found;
    const json = flags.format === "json";
    await (json ? writeOut(visibleJson(valueOf(linter, found))) : writeText(contractsYaml(extractions, unread)));
    return isClear(extractions) && unread.length === 0 ? 0 : 1;
  });
}

interface ReadContracts {
  extractions: ContractExtractions;
  unread: UnreadSpaceFile[];
}

/** What `--format json` prints, as data; null where the path is no module spec. @param path of a spec, absolute; null for the workspace's */
export async function contractsOf(linter: Linter, path: string | null): Promise<Record<string, unknown> | null> {
  const found = await readContracts(linter, path);
  return found && valueOf(linter, found);
}

function valueOf(linter: Linter, { extractions, unread }: ReadContracts): Record<string, unknown> {
  return contractsValue(extractions, unread, placeOf(linter));
}

async function readContracts(linter: Linter, path: string | null): Promise<ReadContracts | null> {
  if (path !== null) await linter.prepare([path]);
  const document = path === null ? null : (linter.workspace.specsAt(path)[0] ?? null);
  if (path !== null && !document) return null;
  const root = document ? linter.workspace.rootOfSpec(document).folder : linter.root;
  const extractions = extractContracts(linter.contractsOf(document), linter.config.profile, document);
  const unread = linter.spaces
    .at(root)
    .files.flatMap(({ path: file, problem }): UnreadSpaceFile[] =>
      problem ? [{ file: shown(linter, file), reason: problem.message }] : [],
    );
  return { extractions, unread };
}

function isClear({ models, unresolved, tool_identity, idempotency, executor }: ContractExtractions): boolean {
  const established = [tool_identity, idempotency, ...(executor ? Object.values(executor) : [])];
  return (
    unresolved.length === 0 &&
    established.every(({ value }) => value !== null) &&
    !models.some((model) => fieldsUnknown(model.class))
  );
}

/** From the workspace folder, with `/`. */
function shown({ root }: Linter, path: string): string {
  return pathFrom(root, path);
}

/** Evidence as people read it: path from the workspace folder, line from 1. */
function placeOf(linter: Linter): (evidence: Evidence) => unknown {
  const texts = new Map<string, Text>();
  return ({ path, span, rank }) => {
    let text = texts.get(path);
    if (!text) {
      texts.set(path, (text = new Text(linter.files.text(path))));
    }
    return {
      file: shown(linter, path),
      line: span ? text.position(span.start).line + 1 : 1,
      source: rank,
    };
  };
}
