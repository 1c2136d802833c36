/** Milliseconds without another edit after which files that nobody looks at are checked. */
const PAUSE = 80;

/** Holds back the files that an edit affects and that are not open: checking them must not delay the next keystroke. */
export class Background {
  readonly #paths = new Set<string>();
  readonly #work: (paths: readonly string[]) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(work: (paths: readonly string[]) => void) {
    this.#work = work;
  }

  add(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
    if (this.#paths.size > 0) this.postpone();
  }

  /** Something was edited: the pause begins anew. */
  postpone(): void {
    if (this.#paths.size === 0) return;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#run(), PAUSE);
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#paths.clear();
  }

  #run(): void {
    this.#timer = null;
    const paths = [...this.#paths];
    this.#paths.clear();
    this.#work(paths);
  }
}
