import type { Established, Evidence, IdempotencyMechanism } from "../../facts/contracts.ts";
import type { Profile } from "../../../rules/profile/schema.ts";
import { PACKET_LOOKUP } from "../../facts/extract/dedupe.ts";
import { snakeCase } from "../../code/spelling.ts";
import { namesOf, type Aliases } from "./aliases.ts";
import { describeClass } from "./describe-class.ts";
import { definitionsOf, evidenceOf, type Repository } from "./repository.ts";
import { onlyNamed } from "./said.ts";

const MECHANISMS: readonly string[] = ["substrate_lookup", "memory_cache", "both", "none"];
/** Those whose names are no words of any sentence. */
const IN_PROSE: readonly IdempotencyMechanism[] = ["substrate_lookup", "memory_cache"];

/**
 * How duplicates are found. What the repository's own code does wins, then what the Space states; where neither says
 * anything, the spec's own mechanism counts if the repository can do it (a substrate lookup needs a method to look packets up).
 */
export function idempotencyMechanism(
  repository: Repository,
  { profile, isGenerated, aliases }: { profile: Profile; isGenerated: (path: string) => boolean; aliases: Aliases },
  spec: { enabled: boolean | null; mechanism: string | null },
): Established<IdempotencyMechanism> {
  const evidence: (Evidence & { says: string })[] = [];
  const found = new Set<IdempotencyMechanism>();
  for (const source of repository.sourcesAboutDuplicates()) {
    if (source.rank === "workspace" && isGenerated(source.path)) continue;
    for (const fact of source.facts.dedupe) {
      found.add(fact.mechanism);
      evidence.push({ ...evidenceOf(source, fact.span), says: `${fact.function} uses ${fact.mechanism}` });
    }
  }
  if (found.size === 0) {
    for (const statement of repository.statements("idempotency")) {
      if (!MECHANISMS.includes(statement.value)) continue;
      found.add(statement.value as IdempotencyMechanism);
      evidence.push({ ...statement.evidence, says: `idempotency: ${statement.value}` });
    }
  }
  const said = found.size === 0 ? onlyNamed(repository.prose("idempotency"), IN_PROSE) : null;
  if (said !== null) {
    found.add(said.value);
    evidence.push(said.proof);
  }
  if (found.has("both") || (found.has("substrate_lookup") && found.has("memory_cache"))) return { value: "both", evidence };
  if (found.size === 1) return { value: [...found][0] as IdempotencyMechanism, evidence };
  if (found.size > 1) return { value: null, evidence };
  if (spec.enabled === false || spec.mechanism === "none" || (spec.enabled === null && spec.mechanism === null))
    return { value: "none", evidence };
  const lookups = packetLookups(repository, profile, aliases);
  evidence.push(...lookups);
  const can =
    spec.mechanism === "memory_cache" ||
    (lookups.length > 0 && (spec.mechanism === "substrate_lookup" || spec.mechanism === "both"));
  return { value: can ? (spec.mechanism as IdempotencyMechanism) : null, evidence };
}

/** Methods of the memory service that find packets, inherited and merely listed ones included. */
function packetLookups(repository: Repository, profile: Profile, aliases: Aliases): (Evidence & { says: string })[] {
  const services = Object.values(profile.required_imports).flatMap(({ names }) =>
    names.filter((name) => name.endsWith("Service")),
  );
  return services
    .flatMap((service) => namesOf(service, aliases))
    .flatMap((service) => {
      const defined = definitionsOf(repository, service).map((definition) => describeClass(definition, repository));
      const known = [...defined, ...repository.listed(service)];
      return known.flatMap(({ methods, evidence }) =>
        methods
          .filter(({ name }) => PACKET_LOOKUP.test(snakeCase(name)))
          .map(({ name }) => ({ ...evidence, says: `${service}.${name} looks packets up` })),
      );
    });
}
