import type { OwnSet } from "../agreements.ts";

/** True for a file of variables of the environment: `.env`, `.env.example`, `prod.env`. */
export function isDotenv(path: string): boolean {
  return /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env)$/.test(path);
}

/** The variables that a dotenv file sets; a line that is commented out sets none. */
export function readDotenvSet(text: string): OwnSet {
  const items = [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map((match) => {
    const name = match[1] as string;
    const start = match.index + match[0].indexOf(name);
    return { text: name, at: { start, end: start + name.length } };
  });
  return { items, declared: { start: 0, end: 0 }, insertion: null };
}
