import { commands, Range, Uri, window, type Disposable } from "vscode";
import type { ExecuteCommandMiddleware } from "vscode-languageclient/node";

/** Commands of the server; its lenses and code actions name them with the document. */
const GENERATE = "l9.generate";
const PREVIEW = "l9.previewGenerate";

interface Place {
  readonly line: number;
  readonly character: number;
}

/** What the server answers to both. */
interface Result {
  readonly status: string;
  readonly changes?: readonly { path: string; before: string | null; after: string }[];
  readonly report?: string;
  /** Where what blocks stands first. */
  readonly at?: { uri: string; range: { start: Place; end: Place } };
}

/** What a user starts for the file that is shown: a spec, or any file of a module. */
export function generationCommands(): Disposable[] {
  const forShown = (command: string) => async (): Promise<void> => {
    const shown = window.activeTextEditor?.document.uri;
    if (shown) await commands.executeCommand(command, shown.toString());
    else await window.showInformationMessage("Open a module's spec first: its module is what is generated.");
  };
  return [
    commands.registerCommand("l9.generateModule", forShown(GENERATE)),
    commands.registerCommand("l9.previewModule", forShown(PREVIEW)),
  ];
}

/** Shows what a run came to, wherever it was started: what would change as differences, and what blocks among the problems. */
export const generation: ExecuteCommandMiddleware = {
  async executeCommand(command, args, next) {
    const result = (await next(command, args)) as Result | null | undefined;
    if (result?.status === "previewed") await showChanges(result);
    if (result?.status === "blocked") await showBlocking(result);
    return result;
  },
};

/** All that blocks is among the problems; the first of it is gone to, where its fixes are at hand. */
async function showBlocking({ at }: Result): Promise<void> {
  await commands.executeCommand("workbench.actions.view.problems");
  if (!at) return;
  const { start, end } = at.range;
  const selection = new Range(start.line, start.character, end.line, end.character);
  await window.showTextDocument(Uri.parse(at.uri), { selection });
}

/** Every file that would change beside what it is now, and the report to their side. */
async function showChanges({ changes = [], report }: Result): Promise<void> {
  const resources = changes.map(({ before, after }) => {
    const written = Uri.parse(after);
    return [before === null ? written : Uri.parse(before), before === null ? undefined : Uri.parse(before), written];
  });
  if (resources.length > 0) await commands.executeCommand("vscode.changes", "L9: what generation would change", resources);
  if (report !== undefined) await commands.executeCommand("markdown.showPreviewToSide", Uri.parse(report));
}
