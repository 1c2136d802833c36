/** What can write a generated module: our own templates, a language model, a program, a JavaScript module. */
export const BACKENDS = ["template", "model", "command", "module"] as const;

export type BackendName = (typeof BACKENDS)[number];
