/** An answer that is larger than any module can be. */
export class AnswerTooLarge extends Error {
  constructor(limit: number) {
    super(`The model answered with more than ${Math.floor(limit / 1024 / 1024)} MB.`);
    this.name = "AnswerTooLarge";
  }
}

/**
 * A fetch for a provider that may misbehave: an answer is cut off at `limit` bytes, before anything parses it, and a redirect is an error, because the
 * prompt would go to an address that nobody chose.
 * @param fail told of an answer that is too large
 */
export function guardedFetch(limit: number, fail: (error: Error) => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "error" });
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
