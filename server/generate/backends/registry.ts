import type { BackendName } from "../../project/backends.ts";
import type { Backend } from "../backend.ts";
import { BackendUnusable } from "./unusable.ts";

/** Which backend, and what it needs. Only flags, the user's own configuration and a trusted workspace may fill in the last four. */
export interface BackendSettings {
  backend: BackendName;
  command: string | null;
  url: string | null;
  model: string | null;
  module: string | null;
}

/** Opens a backend; its code is loaded only then. @param root the workspace folder */
export async function openBackend(settings: BackendSettings, root: string): Promise<Backend> {
  switch (settings.backend) {
    case "template":
      return (await import("./template/backend.ts")).templateBackend();
    case "model":
      return (await import("./model/backend.ts")).modelBackend(settings);
    case "command":
      if (settings.command === null)
        throw new BackendUnusable("The backend command needs --command CMD, or generate.command in your own configuration.");
      return (await import("./command/backend.ts")).commandBackend(settings.command, root);
    case "module":
      if (settings.module === null)
        throw new BackendUnusable("The backend module needs --module FILE, or generate.module in your own configuration.");
      return (await import("./module/backend.ts")).moduleBackend(settings.module);
  }
}
