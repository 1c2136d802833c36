import { posix } from "node:path";
import type { ManifestEntry } from "../../../backend.ts";
import { InventionRequired } from "../../../backend.ts";

/** What a code file may hold. A role without a file of its own is written where the next one of its chain is. */
export type Role = "config" | "schemas" | "client" | "cache" | "policies" | "auth" | "logic" | "routes";

/** What a test file may be about. */
export type TestTopic = "client" | "config" | "auth" | "all";

export interface PlannedFile {
  path: string;
  /** Dotted module for imports; empty for what is no Python. */
  module: string;
}

export interface Layout {
  code: ReadonlyMap<Role, PlannedFile>;
  /** Files of the code, once each. */
  files: PlannedFile[];
  tests: { file: PlannedFile; topic: TestTopic }[];
  readme: PlannedFile | null;
  wiring: PlannedFile | null;
  empty: PlannedFile[];
}

/** Which role a role is written with when it has no file: the first of the list that has one. */
const TOGETHER: Readonly<Record<Role, readonly Role[]>> = {
  config: ["logic", "routes", "schemas", "client", "cache", "auth", "policies"],
  schemas: ["logic", "routes", "config", "client", "cache", "auth", "policies"],
  client: ["logic", "routes", "config", "schemas", "cache", "auth", "policies"],
  cache: ["logic", "routes", "schemas", "config", "client", "auth", "policies"],
  // Decisions are told in the words of policies: these stand where those do, or before.
  policies: ["schemas", "logic", "config", "client", "cache", "auth", "routes"],
  auth: ["routes", "logic", "schemas", "config", "client", "cache", "policies"],
  logic: ["routes", "schemas", "config", "client", "cache", "auth", "policies"],
  routes: ["logic", "auth", "schemas", "config", "client", "cache", "policies"],
};

const NAMED: readonly (readonly [Role, RegExp])[] = [
  ["routes", /(?:^|\/)(?:routes?|routers?|endpoints?|views)(?:\/|\.py$)|_(?:routes?|routers?|endpoints?|views)\.py$/],
  ["client", /(?:^|\/)clients?(?:\/|\.py$)|_clients?\.py$/],
  ["config", /(?:^|[/_])(?:config|configuration|settings)\.py$/],
  ["schemas", /(?:^|[/_])(?:schemas?|models?|types)\.py$/],
  ["cache", /(?:^|[/_])(?:cache|dedupe|idempotency)\.py$/],
  [
    "policies",
    /(?:^|\/)(?:policies|policy|policy_store|loader|store|rules)\.py$|_(?:policies|policy|policy_store|loader|store|rules)\.py$/,
  ],
  ["auth", /(?:^|[/_])(?:auth|signature|signatures|security|verification)\.py$/],
];

const LOGIC =
  /(?:^|\/)(?:adapters?|services?|tools?|handlers?)(?:\/|\.py$)|_(?:adapter|service|tool|handler|processor|governance|engine|evaluator|executor|runner|agent)\.py$/;

export function layoutOf(manifest: readonly ManifestEntry[], rootPath: string, moduleName: string, kind: string): Layout {
  const own = new Map<Role, PlannedFile>();
  const layout = {
    tests: [] as Layout["tests"],
    readme: null as PlannedFile | null,
    wiring: null as PlannedFile | null,
    empty: [] as PlannedFile[],
  };
  const unnamed: PlannedFile[] = [];
  for (const { path, role } of manifest) {
    const file = { path, module: moduleOf(path, rootPath) };
    const base = posix.basename(path);
    if (role === "document") {
      if (/^WIRING/i.test(base)) layout.wiring ??= file;
      else if (layout.readme) throw unclear(path);
      else layout.readme = file;
    } else if (!path.endsWith(".py")) throw unclear(path);
    else if (base === "__init__.py" || base === "conftest.py") layout.empty.push(file);
    else if (role === "test") layout.tests.push({ file, topic: topicOf(base) });
    else {
      const named = NAMED.find(
        ([role, pattern]) => (role !== "policies" || kind === "governance") && pattern.test(`/${path}`),
      )?.[0];
      if (named && !own.has(named)) own.set(named, file);
      else unnamed.push(file);
    }
  }
  // `api/adapters/x/routes/x.py` lies below a folder of adapters, and is none: what is left is the logic, one file of it.
  const logic =
    unnamed.find(({ path }) => LOGIC.test(posix.basename(path))) ??
    unnamed.find(({ path }) => path.includes(moduleName)) ??
    unnamed[0];
  const rest = unnamed.find((file) => file !== logic);
  if (rest) throw unclear(rest.path);
  if (logic) own.set("logic", logic);
  if (own.size === 0)
    throw new InventionRequired(
      "The spec lists no Python file for the module's code.",
      "module.repo.allowed_new_files",
      "Which file holds the module's code?",
    );
  if (layout.tests.length === 0)
    throw new InventionRequired(
      "The spec lists no test file.",
      "module.repo.allowed_new_files",
      "Which file holds the module's tests?",
    );
  if (layout.readme === null)
    throw new InventionRequired(
      "The spec lists no Markdown file for the README.",
      "module.repo.allowed_new_files",
      "Which file holds the module's README?",
    );
  if (layout.tests.every(({ topic }) => topic !== "all"))
    layout.tests = layout.tests.map((test, at) => (at === 0 ? { ...test, topic: "all" as const } : test));
  const code = new Map<Role, PlannedFile>();
  for (const role of Object.keys(TOGETHER) as Role[]) {
    const file = own.get(role) ?? TOGETHER[role].map((other) => own.get(other)).find((found) => found !== undefined);
    if (file) code.set(role, file);
  }
  return { ...layout, code, files: [...new Set(own.values())] };
}

function topicOf(base: string): TestTopic {
  if (/client/.test(base)) return "client";
  if (/config|settings/.test(base)) return "config";
  return /signature|auth|security/.test(base) ? "auth" : "all";
}

function unclear(path: string): InventionRequired {
  return new InventionRequired(
    `Nothing tells what \`${path}\` is for.`,
    "module.repo.allowed_new_files",
    `What does \`${path}\` hold? A name such as \`…_adapter.py\`, \`…_client.py\` or \`routes/….py\` says it.`,
  );
}

/** The dotted name that a file is imported by. */
function moduleOf(path: string, rootPath: string): string {
  const root = posix.normalize(rootPath).replace(/\/$/, "");
  const below = root !== "." && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  return below.replace(/\.py$/, "").replaceAll("/", ".");
}
