import type { Read } from "../../project/files.ts";
import type { Text } from "../../syntax/text.ts";

/** Texts kept at the most; related places of one module's findings lie in far fewer files. */
const LIMIT = 100;

/** Texts of files that are not open but hold places of findings, read once until they change. */
export class DiskTexts {
  readonly #texts = new Map<string, Text>();
  readonly #read: (path: string) => Read | null;
  readonly #make: (value: string) => Text;

  constructor(read: (path: string) => Read | null, make: (value: string) => Text) {
    this.#read = read;
    this.#make = make;
  }

  /** The file's text; an empty one when it can not be read. */
  get(path: string): Text {
    let text = this.#texts.get(path);
    if (!text) {
      if (this.#texts.size >= LIMIT) this.#texts.clear();
      const read = this.#read(path);
      this.#texts.set(path, (text = this.#make(read && "text" in read ? read.text : "")));
    }
    return text;
  }

  changed(path: string): void {
    this.#texts.delete(path);
  }

  clear(): void {
    this.#texts.clear();
  }
}
