import { join } from "node:path";
import type * as generateEngine from "./generate-engine.ts";
import type { ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";
import { plain, textOnDisk } from "./landing.ts";
import { pathFrom } from "../../project/slash-path.ts";

/**
 * What a run read beside the files that it writes: the spec, the contracts, the module's other files. By absolute path, without what editors keep to
 * themselves. Throws where one of them was changed while the run went on: what it made is of yesterday then.
 */
export function basisOf(
  session: Session,
  root: string,
  specPath: string,
  { made, changed, engine }: { made: generateEngine.Generated; changed: readonly ChangedFile[]; engine: typeof generateEngine },
): Map<string, string> {
  const { spec, files, contracts } = made.attestation.stamp;
  const written = new Set(changed.map(({ path }) => path));
  const read = Object.entries({ ...files, ...contracts }).filter(([path]) => !written.has(path));
  const basis = new Map<string, string>();
  for (const [path, hash] of [[pathFrom(root, specPath), spec] as const, ...read]) {
    const absolute = join(root, path);
    const text = session.documents.at(absolute)?.text.getText() ?? textOnDisk(session, absolute);
    if (typeof text === "string" && engine.hashOfText(text) === hash) basis.set(absolute, plain(text));
    // One that could not be read is no part of what was attested.
    else if (hash !== engine.UNREAD) throw new Error(`${path} was changed during the run: nothing is written. Generate again.`);
  }
  return basis;
}
