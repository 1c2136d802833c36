import type { ContractLookup, Established } from "../../facts/contracts.ts";
import type { Profile } from "../../../rules/profile/schema.ts";

/**
 * The field that identifies a tool, from the fields of the tool models. Null when one model carries several of the options or two models
 * carry different ones; where no model has any, it is the generator document's own.
 */
export function toolIdentity(models: readonly ContractLookup[], profile: Profile): Established<string> {
  const { options, canonical_field } = profile.tool_identity_canon;
  const evidence: {
    path: string;
    span: { start: number; end: number } | null;
    rank: "workspace" | "extract" | "supplement" | "index" | "profile";
    says: string;
  }[] = [];
  const seen = new Set<string>();
  for (const lookup of models) {
    const classes = lookup.status === "found" ? [lookup.class] : lookup.status === "ambiguous" ? lookup.candidates : [];
    for (const model of classes) {
      const fields = model.fields.map(({ name }) => name).filter((name) => options.includes(name));
      if (fields.length === 0) continue;
      for (const field of fields) seen.add(field);
      evidence.push({ ...model.evidence, says: `${model.name} has ${fields.join(" and ")}` });
    }
  }
  if (seen.size === 0) return { value: canonical_field, evidence };
  return { value: seen.size === 1 ? ([...seen][0] as string) : null, evidence };
}
