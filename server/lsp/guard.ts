import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { Session } from "./session/session.ts";

/** Tells the client's log of what a message's handler threw or was rejected with; the next message is served. */
export function guardNotification<Args extends unknown[]>(
  session: Session,
  method: string,
  handle: (...args: Args) => unknown,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await handle(...args);
    } catch (error) {
      session.failed(method, error);
    }
  };
}

/** The same of a request, which is answered with an error of one line. What the handler itself answers with an error is no fault. */
export function guardRequest<Args extends unknown[], Result>(
  session: Session,
  method: string,
  handle: (...args: Args) => Result | Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await handle(...args);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      session.failed(method, error);
      const [why] = String(error instanceof Error ? error.message : error).split("\n");
      throw new ResponseError(ErrorCodes.InternalError, `${method} failed, as the server's log tells: ${why}`);
    }
  };
}
