import { booleanOf, textOf, type SpecEntry } from "./lookup.ts";
import type { Inbound, ModuleKind, SpecText } from "./types.ts";

/** The kinds of modules, each with what it is for. */
export const MODULE_KINDS: Readonly<Record<ModuleKind, string>> = {
  adapter: "Takes requests from outside, by HTTP routes, and turns them into packets.",
  tool: "Is called by agents as a tool, by its id.",
  executor: "Has an agent work through tasks, within the repository's shared loop.",
  governance: "Decides by policies what is allowed, and writes down why.",
  service: "Is called by other modules, and has no way in of its own.",
};

/** Where specs of either layout say that the module offers itself as a tool. */
const EXPOSES_TOOL = [
  "module.exposes_tool",
  "module.external_surface.exposes_tool",
  "module.x_legacy.external_surface.exposes_tool",
  "external_surface.exposes_tool",
];

interface KindSource {
  get: (path: string) => SpecEntry | null;
  id: string | null;
  inbound: readonly Inbound[];
  allowedNewFiles: readonly SpecText[];
}

/** `module.kind`; absent, what the interfaces, the files and the id tell, in that order. */
export function deriveKind({ get, id, inbound, allowedNewFiles }: KindSource): ModuleKind {
  const stated = textOf(get("module.kind")?.value)?.text;
  if (stated && Object.hasOwn(MODULE_KINDS, stated)) return stated as ModuleKind;
  const hasRoute = inbound.some((entry) => entry.route !== null);
  if (EXPOSES_TOOL.some((path) => booleanOf(get(path)?.value) === true)) return "tool";
  if (!hasRoute && allowedNewFiles.some(({ text }) => isToolFile(text))) return "tool";
  const segments = (id ?? "").split(/[._]/);
  if (segments.includes("executor")) return "executor";
  if (segments.includes("governance")) return "governance";
  return hasRoute ? "adapter" : "service";
}

/** Below a `tools` folder, or named `*_tool`; tests do not count. */
function isToolFile(path: string): boolean {
  return !/(^|\/)(tests?\/|test_)/.test(path) && /(^|\/)tools?\/|_tool\.\w+$/.test(path);
}
