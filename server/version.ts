/** Set by the build from package.json. */
declare const L9_VERSION: string;

/** The version of this program. */
export const version = L9_VERSION;
