import { join } from "node:path";
import type * as generateEngine from "./generate-engine.ts";
import type { GenerateResult } from "./generate.ts";
import type { ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";
import { pathFrom } from "../../project/slash-path.ts";

interface Preview {
  id: string;
  /** Absolute. */
  specPath: string;
  report: string;
  changed: readonly ChangedFile[];
}

/**
 * Shows what a generation would write: its report with the differences to the files that exist, where the client does not show them by itself. Each file as it
 * would be is a document that the client can open.
 */
export async function showPreview(
  session: Session,
  root: string,
  { id, specPath, report, changed }: Preview,
  engine: typeof generateEngine,
): Promise<Pick<GenerateResult, "changes" | "report">> {
  const path = engine.saveReport(root, { name: `${id}.preview`, text: `${report}\n${differences(changed, engine)}` });
  const uri = session.documents.uri(path);
  const uris = session.previews.keep(
    specPath,
    changed.map((file) => ({ path: join(root, file.path), text: file.content })),
  );
  const changes = changed.map((file, at) => ({
    path: file.path,
    before: file.before === null ? null : session.documents.uri(join(root, file.path)),
    after: uris[at] ?? "",
  }));
  if (session.client.showsPreviews) return { changes, report: uri };
  if (session.client.showsDocuments) await session.connection.window.showDocument({ uri, takeFocus: true });
  else await tell(session, "info", `The preview is ${pathFrom(root, path)}.`);
  return { changes, report: uri };
}

/** What changes in files that exist: new files stand in the report whole. */
function differences(changed: readonly ChangedFile[], engine: typeof generateEngine): string {
  const existing = changed.filter(({ before }) => before !== null);
  if (existing.length === 0) return "";
  const diff = existing
    .map(({ path, before, content }) => engine.createTwoFilesPatch(`a/${path}`, `b/${path}`, before ?? "", content))
    .join("");
  const fence = "`".repeat(Math.max(3, ...[...diff.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `## DIFF\n\n${fence}diff\n${diff}${fence}\n`;
}
