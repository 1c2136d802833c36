/** Set by the build from package.json. */
declare const L9_VERSION: string;

/** The version of this program. */
export const version = L9_VERSION;

/** A digest of the program's own code, which the launcher knows; null where the sources run as they are. */
export const build =
  ((globalThis as { [key: symbol]: unknown })[Symbol.for("l9-language-server.build")] as string | undefined) ?? null;
