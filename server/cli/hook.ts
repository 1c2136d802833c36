import { afterWrite } from "./hook/after-write.ts";
import { answer, type Said } from "./hook/dialects.ts";
import { AGENTS, readEvent, type Agent } from "./hook/event.ts";
import { readStdin, writeError, writeOut } from "./stdio.ts";

/** A hook that fails must not stop the agent, and exit code 2 would. */
const NOT_A_HOOK = 1;

/**
 * `l9 hook AGENT`: one event of a coding agent on stdin, what that agent expects on stdout. Silent where there is nothing to say. A failure is told to
 * the user, not to the model, and stops nobody.
 */
export async function hook(name: string): Promise<number> {
  const agent = AGENTS.find((known) => known === name);
  if (agent === undefined) {
    writeError(`l9: hook: there is no agent ${JSON.stringify(name)}: name one of ${AGENTS.join(", ")}`);
    return NOT_A_HOOK;
  }
  try {
    const said = await react((await readStdin()).toString("utf8"));
    if (said !== null) await say(agent, said);
  } catch (error) {
    await say(agent, {
      to: "user",
      text: `l9 could not look at this: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
  return 0;
}

async function react(text: string): Promise<Said | null> {
  const event = readEvent(text);
  if (event.kind === "written") {
    const found = await afterWrite(event.files, event.cwd);
    return found === null ? null : { to: "writer", text: found };
  }
  if (event.kind === "other" || event.again) return null;
  const { endOfTurn } = await import("./hook/end-of-turn.ts");
  const failed = await endOfTurn(event.cwd);
  return failed === null ? null : { to: "ender", text: failed };
}

async function say(agent: Agent, said: Said): Promise<void> {
  const answered = answer(agent, said);
  if (answered === null) writeError(said.text);
  else await writeOut(`${JSON.stringify(answered)}\n`);
}
