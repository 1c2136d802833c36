import type { Backend } from "../../backend.ts";
import { loadModule } from "../../load-module.ts";
import { BackendUnusable } from "../unusable.ts";

/** A JavaScript file of the user's that exports the interface: as its default, or as `generate` and `repair`. */
export async function moduleBackend(path: string): Promise<Backend> {
  let loaded: Record<string, unknown>;
  try {
    loaded = await loadModule(path);
  } catch (error) {
    throw new BackendUnusable(
      `The backend module ${path} can not be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const exported = (loaded.default ?? loaded) as Partial<Backend>;
  const { generate, repair } = exported;
  if (typeof generate !== "function" || typeof repair !== "function") {
    throw new BackendUnusable(
      `The backend module ${path} must export the functions generate and repair, by name or as its default.`,
    );
  }
  return {
    name: typeof exported.name === "string" ? exported.name : `module ${path}`,
    generate: (task, context) => Promise.resolve(generate.call(exported, task, context)),
    repair: (task, draft, findings, context) => Promise.resolve(repair.call(exported, task, draft, findings, context)),
    ...(typeof exported.dispose === "function"
      ? { dispose: () => Promise.resolve(exported.dispose?.()).then(() => undefined) }
      : {}),
  };
}
