import type { Backend, BackendContext, Draft } from "../../backend.ts";
import { NoDraft, readAnswer } from "./answer.ts";
import { ask, LIMITS, NO_SCHEMA, NO_USAGE, type ModelLimits } from "./ask.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { againMessages, repairMessages, taskMessage, type Message } from "./messages.ts";
import { providerOf, type Environment, type Provider } from "./provider.ts";

/**
 * A language model behind any provider of the AI SDK: the task as messages, an answer held to a schema where the provider can, checked here in any
 * case. Keys come from the environment; neither they nor the prompts are written anywhere.
 */
export function modelBackend(
  settings: { url: string | null; model: string | null },
  environment: Environment = process.env,
  limits: ModelLimits = LIMITS,
): Backend {
  let current = new AbortController();
  const open = (usage: boolean): Provider =>
    providerOf(
      settings,
      environment,
      guardedFetch(limits.bytes, (error) => current.abort(error)),
      usage,
    );
  let provider = open(true);
  const name = `model ${settings.model ?? ""}`;
  let structured = true;
  const converse = async (first: readonly Message[], context: BackendContext): Promise<Draft> => {
    let messages = first;
    for (;;) {
      current = new AbortController();
      context.report(`Waiting for ${settings.model ?? ""} at ${provider.name}`);
      const answer = await ask({ ...provider, name }, messages, structured, context, { limits, failed: current });
      if (answer === NO_USAGE) {
        provider = open(false);
        continue;
      }
      if (answer === NO_SCHEMA) {
        structured = false;
        continue;
      }
      try {
        return readAnswer(answer, name);
      } catch (error) {
        // Once: a model that means what it said says it again.
        if (!(error instanceof NoDraft) || messages !== first) throw error;
        context.report("The answer was no draft: asking once more");
        messages = againMessages(first, answer, error.message);
      }
    }
  };
  return {
    name,
    generate: (task, context) => converse([taskMessage(task)], context),
    repair: (task, draft, findings, context) => converse(repairMessages(task, draft, findings), context),
    dispose: () => {
      current.abort();
      return Promise.resolve();
    },
  };
}
