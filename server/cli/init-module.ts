import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ContractPart } from "../../rules/profile/contract-parts.ts";
import type { IdempotencyMechanism } from "../facts/contracts.ts";
import { statOf } from "../project/regular-file.ts";
import { visible } from "../syntax/visible.ts";
import type { Kind } from "./module-kinds.ts";
import { openLinter } from "./open-linter.ts";
import { shownPath } from "./result.ts";
import { STARTER, starterSpec, starterText } from "./starter-text.ts";
import { writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { writeAsked } from "./write-asked.ts";

export interface InitModule {
  kind: Kind;
  /** The module's id; by default one that says what it is. */
  id: string | null;
  /** Also write the contracts that the workspace lacks. */
  withContracts: boolean;
}

/** What the repository's shared executor brings. */
const EXECUTOR: readonly ContractPart[] = ["agent_task", "executor_result", "runtime_context", "runtime_result"];
const PACKETS: readonly ContractPart[] = ["packet", "packet_metadata", "packet_provenance", "packet_service"];

/** What a module of each kind is made from. */
const NEEDED: Readonly<Record<Kind, readonly ContractPart[]>> = {
  adapter: PACKETS,
  tool: [...PACKETS, "tool_request", "tool_result", "tool_binding"],
  service: PACKETS,
  executor: [...PACKETS, "tool_request", "tool_result", "tool_binding", ...EXECUTOR],
  governance: PACKETS,
};

/** The contracts that only an executor needs: the shared loop, and what it asks. */
const OF_LOOP = /core\/agents\/(?:executor|runtime)\.py$/;

/**
 * `l9 init --kind`: writes a spec that passes and can be generated, in the folders that the workspace has, and with `--with-contracts` what the module is
 * made from. A file that exists is left as it is; a spec of that name is an error.
 */
export async function initModule(root: string, { kind, id: asked, withContracts }: InitModule): Promise<number> {
  if (!statOf(root)?.isDirectory()) throw new UsageError(`--root: ${visible(root)} is not a folder`);
  const id = asked ?? `example_${kind === "adapter" ? "webhook" : kind}`;
  if (!/^[a-z][a-z0-9_]*$/.test(id))
    throw new UsageError(`--id: ${JSON.stringify(id)} is no module id: small letters, digits and "_", a letter first`);
  const cwd = process.cwd();
  const written: string[] = [];
  const spec = join(root, specFolder(root), `Module-Spec-${id}.yaml`);
  if (existsSync(spec)) throw new UsageError(`${shownPath(spec, cwd)} exists already; give the module another --id`);
  let known = await readContracts(root, NEEDED[kind]);
  if (known.lacking.length > 0 && withContracts) {
    written.push(...writeContracts(root, kind));
    known = await readContracts(root, NEEDED[kind]);
  }
  const { lacking, mechanism, called } = known;
  writeAsked(spec, specText(root, kind, id, mechanism));
  written.push(spec);
  const shown = shownPath(spec, cwd);
  await writeText(
    [
      ...written.map((path) => `Wrote ${shownPath(path, cwd)}.`),
      ...(lacking.length > 0
        ? [
            "",
            `The module is made from ${NEEDED[kind].map(called).join(", ")}; this workspace has no ${lacking.map(called).join(", ")}.`,
            ...(withContracts ? [] : ["A class of another name plays its part once `contracts` in l9.config.yaml says so."]),
            adviceOn(kind, lacking, withContracts),
          ]
        : []),
      "",
      "Next:",
      `  l9 check ${shown}`,
      `  l9 generate ${shown}`,
      `  pytest ${shownPath(join(root, testFolder(root), `test_${id}.py`), cwd)}`,
      "",
    ].join("\n"),
  );
  return 0;
}

function adviceOn(kind: Kind, lacking: readonly ContractPart[], withContracts: boolean): string {
  if (lacking.some((part) => EXECUTOR.includes(part)))
    return withContracts
      ? "An executor runs the repository's own loop: bring that file (usually core/agents/executor.py), or its extract into space/."
      : `An executor runs the repository's own loop: bring that file (usually core/agents/executor.py), or its extract into space/. "l9 init --kind executor --with-contracts" writes a small one.`;
  return withContracts
    ? "A file that would define them is there already and was left as it is: add them to it."
    : `"l9 init --kind ${kind} --with-contracts" writes a small set of them; extracts of your own in space/ do as well.`;
}

/** Which of some contracts the workspace and its Space do not have, and how deliveries are told apart there. */
async function readContracts(
  root: string,
  needed: readonly ContractPart[],
): Promise<{ lacking: ContractPart[]; mechanism: IdempotencyMechanism | null; called: (part: ContractPart) => string }> {
  const { linter } = await openLinter({ root, config: null, scope: null, select: null, ignore: [] }, root, []);
  try {
    linter.scan();
    const contracts = linter.contractsOf(null);
    const names = new Map(needed.map((part) => [part, contracts.nameOf(part)]));
    return {
      lacking: needed.filter((part) => contracts.part(part).status === "missing"),
      mechanism: contracts.idempotency.value,
      called: (part) => names.get(part) ?? part,
    };
  } finally {
    linter.dispose();
  }
}

function specText(root: string, kind: Kind, id: string, mechanism: IdempotencyMechanism | null): string {
  const text = starterSpec(kind, id);
  return (mechanism === null || mechanism === "none" ? text : text.replace(/mechanism: \w+/, `mechanism: ${mechanism}`))
    .replaceAll("- tests/", `- ${testFolder(root)}/`)
    .replaceAll("- api/", `- ${apiFolder(root)}/`);
}

/** Writes the starter's contracts where no such file is. Returns what it wrote. */
function writeContracts(root: string, kind: Kind): string[] {
  const from = join(STARTER, "contracts");
  const names = readdirSync(from, { recursive: true, encoding: "utf8" }).filter((name) => statOf(join(from, name))?.isFile());
  return names.sort().flatMap((name) => {
    const path = join(root, name);
    if (existsSync(path) || (kind !== "executor" && OF_LOOP.test(path))) return [];
    writeAsked(path, starterText(`contracts/${name}`));
    return [path];
  });
}

/** Where the workspace has its specs, tests and routes; the usual folder where it has none. */
function specFolder(root: string): string {
  return firstFolder(root, ["specs", "spec", "docs/specs", "module_specs"]);
}

function testFolder(root: string): string {
  return firstFolder(root, ["tests", "test"]);
}

function apiFolder(root: string): string {
  return firstFolder(root, ["api", "app/api", "src/api"]);
}

function firstFolder(root: string, folders: readonly [string, ...string[]]): string {
  return folders.find((folder) => statOf(join(root, folder))?.isDirectory()) ?? folders[0];
}
