/**
 * Runs work when the messages that have already arrived are handled. There is no timer: the library handles one message
 * a turn of the event loop, so a whole turn without a message means that nothing is queued.
 */
export class Quiet {
  readonly #activity: () => number;
  readonly #work: () => void;
  #armed = false;

  /** @param activity a number that grows with every message received or handled */
  constructor(activity: () => number, work: () => void) {
    this.#activity = activity;
    this.#work = work;
  }

  /** Asks for the work once; asking again before it ran changes nothing. */
  arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#wait(this.#activity());
  }

  #wait(seen: number): void {
    setImmediate(() => {
      const now = this.#activity();
      if (now !== seen) return this.#wait(now);
      this.#armed = false;
      this.#work();
    });
  }
}
