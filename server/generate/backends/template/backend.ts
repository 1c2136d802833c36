import type { Backend } from "../../backend.ts";
import { compile } from "./compile.ts";

/** The embedded backend: compiles a spec and its contracts into a module. No network, no model; the same task gives the same bytes. */
export function templateBackend(): Backend {
  return {
    name: "template",
    generate: (task, { signal, report }) => {
      signal.throwIfAborted();
      report("Compiling the spec");
      return Promise.resolve({ files: compile(task, report) });
    },
    // It can not do better than it did: the same draft again ends the repairs.
    repair: (_task, draft) => Promise.resolve(draft),
  };
}
