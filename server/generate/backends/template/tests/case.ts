import type { TestTopic } from "../design/layout.ts";
import { call, docstring, py } from "../python/dedent.ts";

/** What a test is about; acceptance names are matched with it. */
export type Topic =
  | "valid"
  | "first"
  | "duplicate"
  | "other_delivery"
  | "every_delivery"
  | "thread"
  | "correlation"
  | "links"
  | "packet"
  | "invalid_auth"
  | "unproven"
  | "checked"
  | "stale"
  | "missing_headers"
  | "invalid_payload"
  | "context"
  | "answer"
  | "tools"
  | "outbound"
  | "parsed"
  | "aios_failure"
  | "outbound_failure"
  | "storage_failure"
  | "config"
  | "client"
  | "retry"
  | "cache"
  | "disabled"
  | "dispatch"
  | "unmatched"
  | "priority"
  | "denied"
  | "switched_off"
  | "compared"
  | "all_conditions"
  | "incomparable"
  | "unreadable"
  | "lost"
  | "kept_policies"
  | "read_once"
  | "audit"
  | "ended"
  | "bounded";

/** One test, without the name that the spec may give it. */
export interface TestCase {
  topic: Topic;
  /** Without `test_`. */
  name: string;
  /** Words that tell it from others of its topic: the name of an outbound call. */
  words?: string;
  about: TestTopic;
  /**
   * The statuses that what is tested answers with, or would over HTTP; left out, all is accepted (200). Empty where nothing is asked of the module: its
   * settings, its client.
   */
  answers?: readonly number[];
  /** Written only where an acceptance name asks for it. */
  asked?: true;
  /** From 0, needed whatever the room, to 9, left out first when a file grows too long. */
  spare: number;
  doc: string;
  parameters: readonly string[];
  decorators?: readonly string[];
  body: readonly string[];
}

export function renderCase({ doc, parameters, decorators, body }: TestCase, name: string): string {
  return py`
    ${decorators ?? []}
    ${call(`def test_${name}`, parameters, 0, " -> None:")}
        ${docstring(doc)}
        ${body}
  `;
}
