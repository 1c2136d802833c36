import type * as generateEngine from "./generate-engine.ts";
import type { ChangedFile } from "./generated-edit.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";
import { pathFrom } from "../../project/slash-path.ts";

interface Preview {
  id: string;
  report: string;
  changed: readonly ChangedFile[];
}

/** Shows what a generation would write: its report, and the differences to the files that exist. */
export async function showPreview(
  session: Session,
  root: string,
  { id, report, changed }: Preview,
  engine: typeof generateEngine,
): Promise<void> {
  const path = engine.saveReport(root, { name: `${id}.preview`, text: `${report}\n${differences(changed, engine)}` });
  const uri = session.documents.uri(path);
  if (session.client.showsDocuments) await session.connection.window.showDocument({ uri, takeFocus: true });
  else await tell(session, "info", `The preview is ${pathFrom(root, path)}.`);
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
