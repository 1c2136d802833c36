/** What can write a generated module, and how. */
export const BACKEND_MEANINGS = {
  template: "our own templates: no network and no model",
  model: "a language model: `generate.model`, at `generate.url` where it is no provider's",
  command: "a program of yours, or a coding agent: `generate.command`",
  module: "a JavaScript module of yours: `generate.module`",
} as const;

export type BackendName = keyof typeof BACKEND_MEANINGS;

export const BACKENDS = Object.keys(BACKEND_MEANINGS) as readonly BackendName[];
