import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** Tells what a change of a contract class touches: modules, files and tests by their number, and the tests by name. */
export async function showImpact(session: Session, uri: string, name: unknown): Promise<unknown> {
  const document = await session.ready(uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!linter) throw new ResponseError(ErrorCodes.InvalidParams, `${uri} is no file of a workspace that is open`);
  session.settle();
  const found = await session.loaded.impactOfClass(linter, String(name));
  if (!found) throw new ResponseError(ErrorCodes.InvalidParams, `there is no contract class ${String(name)}`);
  const shown = (path: string): string => pathFrom(linter.root, path);
  const modules = found.modules.map(({ spec }) => spec.id ?? "");
  const tests = found.tests.map(shown);
  await tell(
    session,
    "info",
    `A change of ${String(name)} touches the modules ${modules.join(", ")}, ${found.users.length} files that import it, and the tests ${tests.join(", ")}.`,
  );
  return { modules, users: found.users.map(({ path }) => shown(path)), tests };
}
