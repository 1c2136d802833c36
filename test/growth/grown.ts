/** A text with a part of it so many times. */
export type Grown = (times: number) => string;

export const many = (times: number, part: (at: number) => string, between = ""): string =>
  Array.from({ length: times }, (_, at) => part(at)).join(between);

/** One part repeated, in front of it what it needs. */
export const repeated =
  (part: string | ((at: number) => string), head = "", tail = ""): Grown =>
  (times) =>
    head + many(times, (at) => (typeof part === "string" ? part : part(at))) + tail;
