/** Messages that arrive back to back this often are no typing, but an editor that sends many edits at once. */
const BURST = 4;
/** Milliseconds without a message that end a burst: its parts may come in several writes. */
const PAUSE = 3;

/**
 * Runs work when the messages that have already arrived are handled. A single edit waits for no timer: the library handles
 * one message a turn of the event loop, so two turns without one mean that nothing is queued. (One would not do: what is
 * queued may have its place in it behind ours.)
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
    this.#wait(this.#activity(), 0);
  }

  /** Resolves when two turns brought no message. */
  async turn(): Promise<void> {
    for (let seen = Number.NaN; seen !== this.#activity();) {
      seen = this.#activity();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  }

  #wait(seen: number, turns: number): void {
    setImmediate(() =>
      setImmediate(() => {
        const now = this.#activity();
        if (now !== seen) return this.#wait(now, turns + 1);
        if (turns < BURST) return this.#run();
        setTimeout(() => (this.#activity() === now ? this.#run() : this.#wait(this.#activity(), turns)), PAUSE);
      }),
    );
  }

  #run(): void {
    this.#armed = false;
    this.#work();
  }
}
