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
    // Async, so that what the user's functions throw at once is a rejection too.
    generate: async (task, context) => generate.call(exported, task, context),
    repair: async (task, draft, findings, context) => repair.call(exported, task, draft, findings, context),
    ...(typeof exported.dispose === "function" ? { dispose: async () => exported.dispose?.() } : {}),
  };
}
