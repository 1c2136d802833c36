import { readHeader } from "./header.ts";
import type { Module } from "./project.ts";

const FOLDERS = { governance: /^governance$/, executor: /^executors?$/ };
const STEMS = { governance: /^governance(?:_|$)|_governance$/, executor: /(?:^|_)executor$/ };

/**
 * The kind of module whose rules apply to a file: its module's, or, for a file outside any module, what its header or path says
 * (`core/governance/rules.py`, `orders_executor.py`, `# module_id: policy.governance`); null when neither says so.
 * @param path relative to the workspace folder, with `/`
 */
export function kindOfFile(path: string, text: string, module: { readonly kind: Module["kind"] } | null): Module["kind"] | null {
  if (module) return module.kind;
  const segments = path.split("/");
  const stem = (segments.pop() ?? "").replace(/\.\w+$/, "").replace(/^test_/, "");
  const words = readHeader(text)?.moduleId?.split(/[._]/) ?? [];
  for (const kind of ["governance", "executor"] as const) if (words.includes(kind)) return kind;
  for (const kind of ["governance", "executor"] as const) {
    if (segments.some((segment) => FOLDERS[kind].test(segment)) || STEMS[kind].test(stem)) return kind;
  }
  return null;
}
