import { join } from "node:path";
import { textOf } from "../project/regular-file.ts";
import type { Kind } from "./module-kinds.ts";

/** The folder of the specs and contracts that `l9 init --kind` begins with. */
export const STARTER = join(import.meta.dirname, "starter");

/** A file of it. */
export function starterText(name: string): string {
  const text = textOf(join(STARTER, name));
  if (text === null) throw new Error(`${join(STARTER, name)}, which comes with this program, can not be read`);
  return text;
}

/** The spec of a kind for a module of an id. */
export function starterSpec(kind: Kind, id: string): string {
  const name = id.replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => ` ${first.toUpperCase()}`).trim();
  return starterText(`specs/${kind}.yaml.template`)
    .replaceAll("starter_id", id)
    .replaceAll("STARTER_ID", id.toUpperCase())
    .replaceAll("starter-id", id.replaceAll("_", "-"))
    .replaceAll("Starter Name", name);
}
