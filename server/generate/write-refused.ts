/** Thrown before anything is written: a target lies outside the workspace, or changed since it was read. */
export class WriteRefused extends Error {}
