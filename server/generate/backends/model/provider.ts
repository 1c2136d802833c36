import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModel } from "ai";
import { BackendUnusable } from "../unusable.ts";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Provider {
  readonly model: LanguageModel;
  /** Where the prompts go, for people: `anthropic`, or the host of a URL. */
  readonly name: string;
  /** Whether the server is asked for its count of tokens by a field of the request that not every one knows. */
  readonly usage: boolean;
  /** Must never be shown; null where none is needed. */
  readonly key: string | null;
}

/** Where a hosted provider's key is looked for, in order. */
const KEYS = {
  anthropic: ["ANTHROPIC_API_KEY"],
  openai: ["OPENAI_API_KEY"],
  google: ["GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"],
} as const;

/** The key for a server given by its URL. No other variable is read for it: a key of one provider must not reach another. */
const URL_KEY = "L9_MODEL_API_KEY";

type Hosted = keyof typeof KEYS;

/**
 * The provider that a URL or the model's name chooses: any server that speaks the OpenAI chat protocol at `url`, else the one before the slash
 * (`anthropic/…`, `openai/…`, `google/…`).
 * @param guarded how requests are sent
 * @param usage whether a server at a URL is asked for its count of tokens
 */
export function providerOf(
  { url, model }: { url: string | null; model: string | null },
  environment: Environment,
  guarded: typeof fetch,
  usage: boolean,
): Provider {
  if (model === null)
    throw new BackendUnusable(
      "The backend model needs --model NAME (anthropic/…, openai/…, google/…, or any name with --url URL), or generate.model in your own configuration.",
    );
  if (url !== null) return atUrl(url, model, environment, guarded, usage);
  const [, name, id] = /^(anthropic|openai|google)\/(.+)$/.exec(model) ?? [];
  if (name === undefined || id === undefined)
    throw new BackendUnusable(
      `The provider of the model ${model} is unknown: write anthropic/…, openai/… or google/… before it, or give its server with --url URL.`,
    );
  const hosted = name as Hosted;
  const key = KEYS[hosted].map((variable) => environment[variable]).find((value) => value);
  if (key === undefined)
    throw new BackendUnusable(`The provider ${hosted} needs a key in the environment: ${KEYS[hosted].join(" or ")}.`);
  const options = { apiKey: key, fetch: guarded };
  return { model: hostedModel(hosted, id, options), name: hosted, usage: false, key };
}

function hostedModel(hosted: Hosted, id: string, options: { apiKey: string; fetch: typeof fetch }): LanguageModel {
  switch (hosted) {
    case "anthropic":
      return createAnthropic(options)(id);
    case "openai":
      return createOpenAI(options)(id);
    case "google":
      return createGoogleGenerativeAI(options)(id);
  }
}

function atUrl(url: string, model: string, environment: Environment, guarded: typeof fetch, usage: boolean): Provider {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new BackendUnusable(`The address ${url} of the backend model is no http or https URL.`);
  if (parsed.username || parsed.password)
    throw new BackendUnusable(`The address of the backend model must hold no user or password; put a key into ${URL_KEY}.`);
  const key = environment[URL_KEY] || null;
  const provider = createOpenAICompatible({
    name: parsed.host,
    // The address of the protocol's own endpoint is accepted too: people copy it from a server's documentation.
    baseURL: url.replace(/\/+$/, "").replace(/\/chat\/completions$/, ""),
    ...(key === null ? {} : { apiKey: key }),
    fetch: guarded,
    supportsStructuredOutputs: true,
    includeUsage: usage,
  });
  return { model: provider(model), name: parsed.host, usage, key };
}
