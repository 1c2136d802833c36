/** An answer that is larger than any module can be. */
export class AnswerTooLarge extends Error {
  constructor(limit: number) {
    super(`The model answered with more than ${Math.floor(limit / 1024 / 1024)} MB.`);
    this.name = "AnswerTooLarge";
  }
}

/** Nobody is there, and trying again will not change that. */
const NOBODY: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there (connection refused). Start the server, or correct the address",
  ENOTFOUND: "there is no host of this name. Correct the address",
  "bad port": "no request is ever sent to this port. Correct the address",
};

/** The address can not be reached at all. */
export class Unreachable extends Error {
  constructor(host: string, why: string) {
    super(`${host} can not be reached: ${why}.`);
    this.name = "Unreachable";
  }
}

/**
 * A fetch for a provider that may misbehave: an answer is cut off at `limit` bytes, before anything parses it, and a redirect is an error, because the
 * prompt would go to an address that nobody chose. Where nobody is at the address, the first try says so.
 * @param fail told of an answer that is too large, and of an address without anybody
 */
export function guardedFetch(limit: number, fail: (error: Error) => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "error" }).catch((error: unknown) => {
      const why = NOBODY[codeOf(error)];
      if (why !== undefined) fail(new Unreachable(new URL(input instanceof Request ? input.url : input).host, why));
      throw error;
    });
    if (!response.body) return response;
    let size = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.length;
        if (size <= limit) return controller.enqueue(chunk);
        const error = new AnswerTooLarge(limit);
        fail(error);
        controller.error(error);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
  };
}

/** The system's name for what went wrong, with several addresses of one host that of the last; or the words of fetch itself. */
function codeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; errors?: { code?: string }[]; message?: string } };
  return cause?.code ?? cause?.errors?.at(-1)?.code ?? cause?.message ?? "";
}
