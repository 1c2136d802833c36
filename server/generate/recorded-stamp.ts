/** Between these two lines a report carries the stamp that `l9 verify` reads. */
export const STAMP_OPEN = "<!-- l9-attestation";
export const STAMP_CLOSE = "-->";

/** Where a report's stamp begins and where it is closed; null when it has none. */
export function stampPlace(report: string): { start: number; end: number } | null {
  const start = report.lastIndexOf(STAMP_OPEN);
  const end = report.indexOf(STAMP_CLOSE, start);
  return start < 0 || end < 0 ? null : { start, end };
}

/** The hash of the spec that a report attests; null where it attests none. */
export function recordedSpec(report: string): string | null {
  const place = stampPlace(report);
  if (!place) return null;
  try {
    const recorded = JSON.parse(report.slice(place.start + STAMP_OPEN.length, place.end)) as {
      stamp?: { spec?: unknown };
    } | null;
    const hash = recorded?.stamp?.spec;
    return typeof hash === "string" ? hash : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
