import type { Report } from "../define.ts";
import type { Profile } from "../profile/schema.ts";

type Row = Profile["forbidden_imports"][number];

/** What a row says of an import: why, until when it is only a warning, what to use, where to read more. @param what the import in the user's words */
export function told(
  { why, instead, docs, until, in: inside, not_in: outside }: Row,
  what: string,
): Pick<Report, "message" | "atMost" | "data"> {
  const reason = why === undefined ? "" : `: ${why}`;
  const where = inside || outside ? "here" : "in generated code";
  const verdict = until === undefined ? `must not be used ${where}` : `is deprecated, and an error from ${until} on`;
  const hints = [instead === undefined ? "" : ` Use \`${instead}\` instead.`, docs === undefined ? "" : ` See ${docs}`];
  return {
    message: `${what} ${verdict}${reason}.${hints.join("")}`,
    ...(until === undefined ? {} : { atMost: "warning" as const }),
    ...(docs === undefined && until === undefined ? {} : { data: { ...(docs && { docs }), ...(until && { until }) } }),
  };
}
