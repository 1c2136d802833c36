/** Shells that `l9 completion` has a script for. Nothing else stands here: the argument parser reads it at every start. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];
