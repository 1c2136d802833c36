import type { Backend, BackendContext, Draft } from "../../backend.ts";
import { readAnswer } from "./answer.ts";
import { ask, LIMITS, NO_SCHEMA, type ModelLimits } from "./ask.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { repairMessages, taskMessage, type Message } from "./messages.ts";
import { providerOf, type Environment } from "./provider.ts";

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
  const provider = providerOf(
    settings,
    environment,
    guardedFetch(limits.bytes, (error) => current.abort(error)),
  );
  const name = `model ${settings.model ?? ""}`;
  let structured = true;
  const converse = async (messages: readonly Message[], context: BackendContext): Promise<Draft> => {
    for (;;) {
      current = new AbortController();
      context.report(`Waiting for ${settings.model ?? ""} at ${provider.name}`);
      const answer = await ask({ ...provider, name }, messages, structured, context, { limits, failed: current });
      if (answer !== NO_SCHEMA) return readAnswer(answer, name);
      structured = false;
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
