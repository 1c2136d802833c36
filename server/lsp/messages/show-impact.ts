import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { Impact } from "../../lint/impact.ts";
import type { Place } from "../../lint/links.ts";
import { pathFrom } from "../../project/slash-path.ts";
import { visible } from "../../syntax/visible.ts";
import type { Session } from "../session/session.ts";
import { tell } from "../tell.ts";

/**
 * What a change of a contract class, or of its member, touches: a page with links where the client can show one, else a message. `Class`
 * or `Class.member` is named.
 */
export async function showImpact(session: Session, uri: string, name: unknown): Promise<unknown> {
  const document = await session.ready(uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!linter) throw new ResponseError(ErrorCodes.InvalidParams, `${uri} is no file of a workspace that is open`);
  session.settle();
  const of = String(name);
  const [owner = "", member] = of.split(".");
  const { impactOfClass, impactOfMember } = session.loaded;
  const found = await (member === undefined ? impactOfClass(linter, owner) : impactOfMember(linter, owner, member));
  if (!found) throw new ResponseError(ErrorCodes.InvalidParams, `there is no contract class or member ${of}`);
  const shown = (path: string): string => pathFrom(linter.root, path);
  const modules = found.modules.map(({ spec }) => spec.id ?? "");
  const tests = found.tests.map(shown);
  if (session.client.showsDocuments) {
    const { saveReport } = await import("../generation/generate-engine.ts");
    const path = saveReport(linter.root, { name: `${of}.impact`, text: page(session, of, found, shown) });
    await session.connection.window.showDocument({ uri: session.documents.uri(path), takeFocus: true });
  } else {
    const users = `${found.users.length} files that ${member === undefined ? "import" : "use"} it`;
    await tell(
      session,
      "info",
      `A change of ${of} touches the modules ${modules.join(", ")}, ${users}, and the tests ${tests.join(", ")}.`,
    );
  }
  return { modules, users: found.users.map(({ path }) => shown(path)), tests };
}

function page(session: Session, of: string, found: Impact, shown: (path: string) => string): string {
  const ranges = session.ranges();
  const link = (path: string, span: Place["span"] | null): string => {
    const line = span ? ranges(path, span).start.line + 1 : 1;
    return `[${markdown(shown(path))}${span ? `:${line}` : ""}](${session.documents.uri(path)}#L${line})`;
  };
  const part = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? "" : `\n## ${title}\n\n${lines.map((line) => `- ${line}\n`).join("")}`;
  const paths = (list: readonly string[]): string[] => list.map((path) => link(path, null));
  return [
    `# What a change of ${markdown(of)} touches\n`,
    part("Defined in", paths(found.origins)),
    part(
      "Modules",
      found.modules.map(({ spec }) => `${markdown(spec.id ?? "")}: ${link(spec.path, null)}`),
    ),
    part(
      "Specs that name it",
      found.specs.map(({ path, span }) => link(path, span)),
    ),
    found.uses.length > 0
      ? part(
          "Places that use it",
          found.uses.map(({ path, span }) => link(path, span)),
        )
      : part("Files that import it", paths(found.users.map(({ path }) => path))),
    part("Tests", paths(found.tests)),
    part(
      "What would be found if it were gone",
      found.broken.map(({ path, span, rule, message }) => `${link(path, span)} \`${rule}\`: ${markdown(message)}`),
    ),
  ].join("");
}

/** A name or a message that is no markup of its own. */
function markdown(text: string): string {
  return visible(text).replace(/[\\<>[\]*]/g, "\\$&");
}
