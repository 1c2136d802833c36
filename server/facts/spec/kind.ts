import { booleanOf, textOf, type SpecEntry } from "./lookup.ts";
import type { Inbound, ModuleKind, SpecText } from "./types.ts";

const KINDS: readonly string[] = ["adapter", "tool", "executor", "governance", "service"] satisfies ModuleKind[];

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
  if (stated && KINDS.includes(stated)) return stated as ModuleKind;
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
