import { plainTestName } from "../../../rules/shared/test-names.ts";
import { normalPath } from "../../../rules/shared/module-routes.ts";

/** The ways in which the name of a test is written, each from its words joined by `_`. */
const STYLES: readonly ((words: string) => string)[] = [
  (words) => words,
  (words) => `test_${words}`,
  (words) => words.replaceAll("_", "-"),
  (words) => words.replaceAll("_", " "),
  (words) => capital(words.replaceAll("_", " ")),
];

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** How another name of a test is written like this one; null for one that is written as no words give it (`Rejects: stale`). */
export function testNameLike(written: string, isTitle: boolean): ((name: string) => string) | null {
  const words = plainTestName(written);
  // One word is written the same in several ways: a title is a sentence then, any other name an identifier.
  const styles = isTitle ? [...STYLES].reverse() : STYLES;
  const style = styles.find((made) => made(words) === written);
  return style ? (name) => style(plainTestName(name)) : null;
}

/** A segment that has a parameter, or is one. */
export const PARAMETER = /[{<]|^:/;

/** What stands between the slashes of a path. */
export function segments(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/**
 * How a part of a path is written once the whole path is another one; null where what stands before or behind it would have to change, or a parameter: its name is
 * one of the handler's too.
 * @param behind how many segments of the whole stand behind the part
 */
export function partOfPath(whole: string, next: string, part: string, behind: number): string | null {
  const [old, wanted, own] = [segments(whole), segments(next), segments(part)];
  const before = old.length - behind - own.length;
  if (before < 0 || wanted.length < before + behind) return null;
  if (old.slice(0, before).some((one, at) => one !== wanted[at])) return null;
  const tail = behind === 0 ? [] : wanted.slice(-behind);
  if (old.slice(old.length - behind).some((one, at) => one !== tail[at])) return null;
  const was = old.slice(before, before + own.length);
  const middle = wanted.slice(before, wanted.length - behind);
  if (own.length > 0 !== middle.length > 0) return null;
  if (was.some((one, at) => normalPath(`/${one}`) !== normalPath(`/${own[at] ?? ""}`))) return null;
  return joined(part, was, middle, own);
}

/** A concrete path of a test (`/orders/1001`, `http://shop.test/orders/${id}?x=1`) once the route is another one; null where it is no path of the route. */
export function concretePath(whole: string, next: string, written: string): string | null {
  const [, host = "", path = "", rest = ""] = /^([a-z][\w+.-]*:\/\/[^/]*)?(\/[^?#]*)([?#].*)?$/is.exec(written) ?? [];
  const [old, own] = [segments(whole), segments(path)];
  if (path === "" || old.length !== own.length) return null;
  if (old.some((one, at) => !PARAMETER.test(one) && one !== own[at])) return null;
  const made = joined(path, old, segments(next), own);
  return made === null ? null : host + made + rest;
}

/** @param was the segments as the whole path spells them @param own the same as this part does */
function joined(part: string, was: readonly string[], wanted: readonly string[], own: readonly string[]): string | null {
  const parameters = was.flatMap((one, at) => (PARAMETER.test(one) ? [{ one, spelled: own[at] ?? one }] : []));
  const kept = wanted.filter((one) => PARAMETER.test(one));
  if (kept.length !== parameters.length || kept.some((one, at) => one !== parameters[at]?.one)) return null;
  const spelled = wanted.map((one) => (PARAMETER.test(one) ? (parameters.shift()?.spelled ?? one) : one));
  const text = spelled.join("/");
  return `${part.startsWith("/") && text !== "" ? "/" : ""}${text}${part.length > 1 && part.endsWith("/") ? "/" : ""}` || part;
}
