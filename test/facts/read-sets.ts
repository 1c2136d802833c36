import { NotExact, type OwnSet } from "../../server/facts/agreements.ts";
import type { CodeFile } from "../../server/lint/code-file.ts";
import { openCode } from "../../server/lint/code-store.ts";

/** The members, or why there are none. */
export function members(read: () => OwnSet): string {
  try {
    return read()
      .items.map(({ text, others = [] }) => [text, ...others].join("|"))
      .join(" ");
  } catch (error) {
    if (error instanceof NotExact) return `not exact: ${error.message}`;
    throw error;
  }
}

/** What `work` reads in a file of code. */
export function inCode<T>(path: string, text: string, work: (file: CodeFile) => T): T {
  const file = openCode(path, text, { once: true });
  try {
    return work(file);
  } finally {
    file.dispose();
  }
}
