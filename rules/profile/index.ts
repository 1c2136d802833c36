import type { Profile } from "./schema.ts";
import tables from "./l9-v3.yaml";

/** The generator document's tables as shipped. The build turns the YAML into JSON; a test checks it against the schema. */
export const defaultProfile = tables as Profile;
