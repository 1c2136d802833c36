/** The program could not do what it was asked for (a bad flag, a bad configuration, an unreadable path): told on stderr, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
