import type { Established, PatternReference, PatternReferences } from "../../facts/contracts.ts";
import type { Repository } from "./repository.ts";

const REFERENCES: readonly PatternReference[] = [
  "packet_creation",
  "thread_uuid",
  "dependency_injection",
  "route_handler",
  "error_handling",
  "logging",
];

/** PATTERN_REFERENCES: what the Space says of each pattern, in a line of its own (`logging: structlog`) or below a heading that names it. */
export function patternReferences(repository: Repository): PatternReferences {
  return Object.fromEntries(REFERENCES.map((key) => [key, stated(repository, key)])) as Record<
    PatternReference,
    Established<string>
  >;
}

function stated(repository: Repository, key: PatternReference): Established<string> {
  const lines = repository.statements(key).map(({ text, evidence }) => ({ text, evidence }));
  const said = lines.length > 0 ? lines : repository.prose(key);
  return {
    value: said[0]?.text ?? null,
    evidence: said.map(({ text, evidence }) => ({ ...evidence, says: text })),
  };
}
