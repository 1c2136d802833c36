import { Document } from "yaml";
import { holdsOfNothing } from "../design/comparisons.ts";
import { DEFAULT_TTL, type GovernanceDesign } from "../design/governance.ts";
import type { Design } from "../design/shape.ts";
import { MATCHED, UNMATCHED } from "../code/governance.ts";
import { expressionsOf } from "../code/expressions.ts";

/** What a caller of a governance module gets, and what its file of policies looks like. */
export function governanceReference(design: Design, governance: GovernanceDesign, fields: string): string {
  const { names, policy } = design;
  const { operator, descending, ttl, source } = governance;
  const { several } = expressionsOf(design);
  const reasons = [
    [`\`${MATCHED}\``, "the policy that the decision names matched"],
    [`\`${UNMATCHED}\``, "no policy matched: denied"],
    [`\`${policy.policies.name}\``, "the policies can not be read: everything is denied"],
    [`\`${policy.invalidPayload.name}\``, "a value of the request can not be compared with a policy's: denied"],
    ...(policy.storage && !policy.storage.swallow
      ? [[`\`${policy.storage.name}\``, "the audit packet can not be written: denied"]]
      : []),
  ];
  const lasts = `${ttl ? `\`${ttl.variable}\`` : String(DEFAULT_TTL)} seconds at the latest.`;
  const nothing = operator.members.filter(({ kind }) => holdsOfNothing(kind)).map(({ value }) => `\`${value}\``);
  return [
    `\`await ${names.handler}.evaluate(event${several ? ", inbound" : ""})\` takes a \`${names.event}\` and gives a \`${names.response}\`; its \`allowed\` is true only where a policy says so. ${fields}`,
    ["| `reason` | When |", "|---|---|", ...reasons.map(([reason, when]) => `| ${reason} | ${when} |`)].join("\n"),
    ...written(design, governance),
    [
      `The first policy decides of which every condition holds: the ${descending ? "greatest" : "smallest"} \`${governance.policy.priority}\` comes first, equal ones ${source.kind === "loader" ? "as the loader gives them" : source.kind === "folder" ? "in the order of the files and of what stands in them" : "in the file's order"}.${governance.policy.enabled === null ? "" : ` \`"${governance.policy.enabled}": false\` takes a policy out.`}`,
      `Operators: ${operator.members.map(({ value }) => `\`${value}\``).join(", ")}. Of a field that a request does not have only ${nothing.join(", ")} ${nothing.length === 1 ? "holds" : "hold"}. \`subject.role\` is a field of an object.`,
      source.kind === "loader"
        ? `What is no \`${governance.policy.model}\` counts as unreadable, and all others with it. Changed policies count after ${lasts}`
        : `A file with an unknown ${governance.policy.own ? "key, " : ""}effect or operator counts as unreadable. A changed file counts after ${lasts}`,
    ].join("\n"),
  ].join("\n\n");
}

/** Where the policies stand, and what one looks like. */
function written(design: Design, governance: GovernanceDesign): string[] {
  const { source } = governance;
  const one = example(design, governance);
  const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
  if (source.kind === "loader")
    return [
      `The policies are what \`${source.class.name}.${source.method}\` gives. Each says:`,
      fence("json", JSON.stringify(one, null, 2)),
    ];
  const place = source.kind === "file" ? "a file" : "files of one folder, each";
  return source.format === "yaml"
    ? [`The policies are ${place} of YAML or JSON:`, fence("yaml", new Document({ policies: [one] }).toString({ lineWidth: 0 }))]
    : [`The policies are ${place} of JSON:`, fence("json", JSON.stringify({ policies: [one] }, null, 2))];
}

function example({ keyFields }: Design, { policy, condition, operator, effect }: GovernanceDesign): Record<string, unknown> {
  const equals = operator.members.find(({ kind }) => kind === "equals")?.value ?? "";
  return {
    [policy.id]: "readers-may-read",
    [policy.effect]: effect.allow.value,
    [policy.priority]: 10,
    ...Object.fromEntries(policy.others.map(({ name, value }) => [name, value])),
    [policy.conditions]: [
      { [condition.field]: keyFields.at(-1) ?? "action", [condition.operator]: equals, [condition.value]: "read" },
    ],
  };
}

export function governanceTroubles({ policy, names }: Design, { path, source, store }: GovernanceDesign): string[] {
  const where =
    source.kind === "loader"
      ? `\`${source.class.name}.${source.method}\` fails or gives something else`
      : `the ${source.kind} ${path ? `of \`${path.variable}\`` : `that \`${store}\` is given`} is missing or holds something else`;
  return [
    `- **Everything is denied with \`${policy.policies.name}\`**: ${where}; the entry \`${names.py}_failed\` says what.`,
    `- **\`${UNMATCHED}\` for what should be allowed**: no policy's conditions all hold; the audit packet has the request beside the decision.`,
  ];
}
