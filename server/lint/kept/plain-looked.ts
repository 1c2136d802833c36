import type { Span } from "../../syntax/text.ts";
import type { Looked, Reported } from "../code-file.ts";

/** What rules said, as plain data: a rule may give a syntax node as a place, and leave out what it does not say. */
export function plainLooked({ reports, comments }: Looked): Looked {
  return { reports: reports.map(plainReport), comments: comments.map(({ span, ...rest }) => ({ ...rest, span: plain(span) })) };
}

function plainReport({ at, related, fix, ...rest }: Reported): Reported {
  return {
    ...said(rest),
    at: plain(at),
    ...(related ? { related: related.map((place) => ({ ...said(place), at: plain(place.at) })) } : {}),
    ...(fix ? { fix: { ...said(fix), edits: fix.edits.map(({ span, text }) => ({ span: plain(span), text })) } } : {}),
  };
}

/** An object without what it leaves open. */
function said<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}

function plain({ start, end }: Span): Span {
  return { start, end };
}
