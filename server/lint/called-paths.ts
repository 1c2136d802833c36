import { literal, textPattern, type ResolvedText } from "../../rules/shared/module-names.ts";
import { normalPath } from "../../rules/shared/module-routes.ts";
import { concretePath, PARAMETER, segments } from "./rename/spelling.ts";

/** What a test writes as a path, with `{}` for each part that only a run would tell; null for what does not begin like one. */
export function writtenPath(text: ResolvedText): string | null {
  const value = literal(text);
  if (value !== null) return value;
  return /^(?:[a-z][\w+.-]*:\/\/[^/]+)?\//i.test(text[0] ?? "") ? text.map((part) => part ?? "{}").join("") : null;
}

/**
 * A path that a test writes calls a route: a path that another route has is that route's, else parameters may have any value. A part that only a run would tell
 * stands for a parameter, where no other route can be meant.
 * @param all the paths of the module's routes
 */
export function callsRoute(path: string, written: string, all: readonly string[]): boolean {
  const [own, called] = [normalPath(path), normalPath(written)];
  const routes = new Set(all.map(normalPath));
  if (!written.includes("{}")) return routes.has(called) ? own === called : concretePath(path, path, written) !== null;
  if (concretePath(path, path, written) === null) return false;
  return [...routes].every((route) => route === own || !mayCall(route, called));
}

/** Whether a route can be meant, whatever stands for the unknown parts. Both paths as `normalPath` writes them. */
function mayCall(route: string, called: string): boolean {
  const [wanted, given] = [segments(route), segments(called)];
  const isLike = (one: string, part: string): boolean =>
    one === part ||
    PARAMETER.test(one) ||
    textPattern(part.split("{}").flatMap((known, at) => (at === 0 ? [known] : [null, known]))).test(one);
  return wanted.length === given.length && wanted.every((one, at) => isLike(one, given[at] ?? ""));
}
