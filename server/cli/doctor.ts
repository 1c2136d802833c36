import { trustedFolder } from "../project/kept/cache-files.ts";
import { userCacheFolder } from "../project/kept/cache-folder.ts";
import { join } from "node:path";
import { extractContracts } from "../generate/contract-extractions.ts";
import { baselineFolder, readBaseline } from "../lint/baseline-file.ts";
import { Linter } from "../lint/linter.ts";
import { CONFIG_NAME, defaultConfig, loadConfig, type Config, type LoadedConfig } from "../project/config.ts";
import { statOf } from "../project/regular-file.ts";
import { loadPython } from "../syntax/python-parser.ts";
import { visible, visibleJson } from "../syntax/visible.ts";
import { version } from "../version.ts";
import { configProblemLines, nothingToCheck } from "./open-linter.ts";
import { programsFound, type ProgramFound } from "./programs-found.ts";
import { plural, shownPath } from "./result.ts";
import { writeOut, writeText } from "./stdio.ts";
import { WHY } from "./verbose.ts";
import { workspaceOf } from "./workspace.ts";

/** Programs that `client/` has a set-up for; those that say their version without opening a window are asked for it. */
const EDITORS = ["code", "codium", "nvim", "emacs", "hx", "helix", "zed", "kate"];
const ASKED = new Set(["nvim", "emacs", "hx", "helix", "git"]);

/** The oldest Node that the program runs on. */
const OLDEST_NODE = [20, 19];

interface SpaceFound {
  folder: string;
  files: number;
  unread: number;
}

interface Diagnosis {
  versions: { l9: string; node: string; platform: string; git: string | null };
  workspace: { folder: string; why: string; roots: string[] };
  configuration: { files: string[]; trusted: boolean; unused: string[]; baseline: string | null };
  cache: string;
  modules: number;
  files: number;
  space: SpaceFound[];
  contracts: { models: number; services: number };
  editors: ProgramFound[];
  /** What is wrong, and what to do. */
  problems: string[];
}

/** `l9 doctor`: what the program sees of the machine and the workspace, and what is wrong with it. Exit code 1 where something is. */
export async function doctor({ root, format }: { root?: string; format: "text" | "json" }): Promise<number> {
  const cwd = process.cwd();
  const found = await diagnose(root ?? null, cwd);
  if (format === "json") await writeOut(visibleJson(found));
  else await writeText(described(found));
  return found.problems.length > 0 ? 1 : 0;
}

function cacheFound(): string {
  const folder = userCacheFolder();
  if (folder === null)
    return "none: neither XDG_CACHE_HOME nor HOME names a folder by its whole path; --cache-dir names a folder";
  return trustedFolder({ folder, isNamed: false, program: "" }) === null
    ? `none: ${folder} lies in a repository or belongs to another user; --cache-dir names another folder`
    : folder;
}

async function diagnose(named: string | null, cwd: string): Promise<Diagnosis> {
  const { folder, why } = workspaceOf(named, cwd, []);
  const [loaded, programs] = await Promise.all([
    loadConfig(folder),
    programsFound([...EDITORS, "git"], ASKED, folder),
    loadPython(),
  ]);
  const show = (path: string): string => shownPath(path, cwd);
  const linter = new Linter(folder, loaded.config);
  try {
    linter.scan();
    const files = linter.paths();
    const space = spacesFound(linter, show);
    const git = programs.find(({ name }) => name === "git");
    const { models, services } = extractContracts(linter.contractsOf(null), linter.config.profile, null);
    return {
      versions: {
        l9: version,
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        git: git?.version ?? null,
      },
      workspace: { folder: show(folder), why: WHY[why], roots: linter.workspace.roots.folders.map(show).sort() },
      configuration: {
        files: [...new Set(loaded.files)].map(show),
        // The command line takes what runs programs from flags and the user's own file alone.
        trusted: false,
        unused: loaded.untrusted,
        baseline: loaded.config.baseline === null ? null : show(loaded.config.baseline),
      },
      cache: cacheFound(),
      modules: linter.workspace.modules.length,
      files: files.length,
      space,
      contracts: { models: models.length, services: services.length },
      editors: programs.filter(({ name }) => name !== "git"),
      problems: [
        ...nodeProblems(),
        ...(git ? [] : ["There is no git on the PATH: --changed, --staged and --since need it. Install git."]),
        ...configProblemLines(loaded, cwd),
        ...baselineProblems(loaded, folder, show),
        ...spaceProblems(linter, loaded.config, show),
        ...(files.length === 0 && loaded.problems.length === 0 ? [nothingToCheck(linter, cwd)] : []),
      ],
    };
  } finally {
    linter.dispose();
  }
}

function nodeProblems(): string[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldest = 0, least = 0] = OLDEST_NODE;
  const isOld = major < oldest || (major === oldest && minor < least);
  return isOld ? [`Node ${process.versions.node} is too old: install ${OLDEST_NODE.join(".")} or newer.`] : [];
}

function baselineProblems({ config, folder }: LoadedConfig, root: string, show: (path: string) => string): string[] {
  if (config.baseline === null) return [];
  const read = readBaseline({ path: config.baseline, folder: baselineFolder(root, folder), within: folder });
  if (!("problem" in read)) return [];
  return [
    `The baseline ${show(config.baseline)} can not be used: ${read.problem}. Write it with l9 check --write-baseline, or take \`baseline\` out of ${CONFIG_NAME}.`,
  ];
}

function spacesFound({ workspace, config, spaces }: Linter, show: (path: string) => string): SpaceFound[] {
  const files = spaces.all.flatMap((space) => space.files);
  const folders = new Set(workspace.roots.folders.flatMap((root) => config.space.map((name) => join(root, name))));
  return [...folders]
    .map((folder) => ({ folder, own: files.filter(({ path }) => path.startsWith(join(folder, "/"))) }))
    .filter(({ own }) => own.length > 0)
    .map(({ folder, own }) => ({
      folder: show(folder),
      files: own.length,
      unread: own.filter(({ problem }) => problem).length,
    }));
}

function spaceProblems({ spaces, root }: Linter, config: Config, show: (path: string) => string): string[] {
  const unread = spaces.all.flatMap(({ files }) =>
    files.flatMap(({ path, problem }) => (problem ? [`${show(path)} is not read: ${problem.message}`] : [])),
  );
  const missing = config.space
    .filter((folder) => !defaultConfig.space.includes(folder) && !statOf(join(root, folder))?.isDirectory())
    .map((folder) => `The Space folder ${folder} does not exist: make it, or take it out of \`space\` in ${CONFIG_NAME}.`);
  return [...missing, ...unread];
}

function described({
  versions,
  workspace,
  configuration,
  cache,
  modules,
  files,
  space,
  contracts,
  editors,
  problems,
}: Diagnosis): string {
  const inner = workspace.roots.filter((root) => root !== workspace.folder);
  const lines: [string, string][] = [
    ["l9", versions.l9],
    ["Node", `${versions.node} (${versions.platform})`],
    ["git", versions.git ?? "not found"],
    ["workspace", `${workspace.folder} (${workspace.why})`],
    ...(inner.length > 0 ? [["roots in it", inner.join(", ")] as [string, string]] : []),
    ["configuration", configuration.files.length > 0 ? configuration.files.join(", ") : "none, so the defaults hold"],
    ...(configuration.unused.length > 0
      ? [
          [
            "not used",
            `${configuration.unused.join(", ")} (the workspace is not trusted: give them as flags, or in your own configuration)`,
          ] as [string, string],
        ]
      : []),
    ...(configuration.baseline === null ? [] : [["baseline", configuration.baseline] as [string, string]]),
    ["cache", cache],
    ["checked", `${plural(files, "file")} of ${plural(modules, "module")}`],
    ...(space.length > 0
      ? space.map((one): [string, string] => [
          "Space",
          `${one.folder} (${plural(one.files, "file")}${one.unread > 0 ? `, ${one.unread} not read` : ""})`,
        ])
      : [["Space", "no folder with files"] as [string, string]]),
    ["contracts", `${plural(contracts.models, "model")}, ${plural(contracts.services, "service")}`],
    [
      "editors",
      editors.length > 0
        ? editors.map((one) => `${one.name}${one.version === null ? "" : ` ${one.version}`}`).join(", ")
        : "none found on the PATH",
    ],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const table = lines.map(([name, value]) => `${name.padEnd(width)}  ${visible(value)}\n`).join("");
  const told = problems.map((problem) => `- ${visible(problem, "\n")}\n`).join("");
  return `${table}\n${problems.length > 0 ? `${plural(problems.length, "problem")}:\n${told}` : "No problem was found.\n"}`;
}
