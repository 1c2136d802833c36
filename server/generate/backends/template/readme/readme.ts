import { authHeaders } from "../design/auth-headers.ts";
import { isTimed } from "../code/auth.ts";
import { canFail } from "../code/errors.ts";
import { expressionsOf } from "../code/expressions.ts";
import type { Design } from "../design/shape.ts";
import { toleranceOf, type Signing } from "../design/signature.ts";
import { authText, type InboundSpec } from "../design/spec.ts";
import { docText } from "../python/dedent.ts";
import { executorReference } from "./executor.ts";
import { governanceReference, governanceTroubles } from "./governance.ts";
import { wiringSections } from "./wiring.ts";

/** The README with its seven sections. */
export function readmeText(design: Design): string {
  const { task, spec } = design;
  const tests = design.layout.tests.map(({ file }) => file.path).join(" ");
  return `${[
    `# ${task.module.name} — ${docText(spec.purpose)}`,
    "## Quick Start",
    [
      "1. Set the environment variables below.",
      "2. Wire the module into `api/server.py` (Wiring Instructions).",
      `3. Run its tests: \`python3 -m pytest ${tests}\`.`,
    ].join("\n"),
    "## Environment Variables",
    environment(design),
    "## Architecture",
    architecture(design),
    "## Wiring Instructions",
    wiringSections(design),
    "## API Reference",
    reference(design),
    "## Troubleshooting",
    troubleshooting(design),
  ].join("\n\n")}\n`;
}

function environment({ environment: { settings } }: Design): string {
  if (settings.length === 0) return "The module reads none.";
  const rows = settings.map(
    ({ variable, required, meaning, default: value }) =>
      `| \`${variable}\` | ${required ? "yes" : "no"} | ${cell(meaning)}${!required && value !== null ? `, ${String(value)} by default` : ""} |`,
  );
  return ["| Name | Required | Meaning |", "|---|---|---|", ...rows].join("\n");
}

function cell(text: string): string {
  return docText(text).replaceAll("|", "\\|");
}

function architecture(design: Design): string {
  const { names, routes, runtime, outbound, packets, substrate, dedupe, tool, kind, keyFields, governance, executor } = design;
  const entry = tool
    ? [`${tool.registry.service}.${tool.registry.dispatch.method} ──> ${names.handler}.call`]
    : kind === "service" || governance || executor
      ? [`caller ──> ${names.handler}.${governance ? "evaluate" : executor ? "run" : "handle"}`]
      : routes.map(
          (one) =>
            `caller ── ${one.method} ${one.route ?? ""} ──> ${one.auth === "none" ? "" : `${authText(one)} ──> `}${names.handler}.handle`,
        );
  const search =
    dedupe && substrate.search && dedupe.mechanism !== "memory_cache"
      ? [`│ ${substrate.service}.${substrate.search.method}: handled before?`]
      : [];
  const cache = dedupe && dedupe.mechanism !== "substrate_lookup" ? ["│ ResponseCache: handled before?"] : [];
  const steps = [
    ...cache,
    ...search,
    ...(packets.types.in ? [`├─> packet ${packets.types.in}`] : []),
    ...(governance ? [`├─> ${governance.store}.by_priority: the first policy that matches decides`] : []),
    ...(executor ? [`├─> ${executor.loop.class.name}.${executor.loop.method}: the shared loop`] : []),
    ...(runtime ? [`├─> ${runtime.service}.${runtime.method}`] : []),
    ...(outbound.client?.calls ?? []).map(
      ({ name, role }) => `├─> ${outbound.client?.name ?? ""}.${name}${role === "action" ? " (when AIOS asks for it)" : ""}`,
    ),
    `└─> packet ${packets.types.out}${packets.types.error ? `${governance ? ", behind" : " |"} ${packets.types.error}${governance ? " where the policies can not be read" : ""}` : ""}`,
  ];
  const thread =
    keyFields.length > 0
      ? `The thread is \`uuid5(MODULE_NAMESPACE, "${keyFields.map((name) => `<${name}>`).join(":")}")\`.`
      : "The thread is the one that the call brings.";
  return `\`\`\`text\n${[...entry, ...steps.map((step) => `    ${step}`)].join("\n")}\n\`\`\`\n\n${thread}`;
}

function reference(design: Design): string {
  const { routes, tool, names, kind, governance, executor } = design;
  if (executor) return executorReference(design, executor);
  if (governance) return governanceReference(design, governance, fieldList(design));
  if (tool)
    return `\`${design.identity}\`: \`${design.task.module.id}\`. ${fieldList(design)}\n\nThe result is a \`${tool.result.model.name}\`${tool.result.error ? `; \`${tool.result.error}\` names what went wrong` : ""}.`;
  if (kind === "service")
    return `\`await ${names.handler}.handle(event)\` takes a \`${names.event}\` and gives a \`${names.response}\`. ${fieldList(design)}`;
  return routes.map((route) => routeReference(design, route)).join("\n\n");
}

function fieldList({ fields }: Design): string {
  const shown = fields.map(
    ({ name, required, doc }) =>
      `\`${name}\` (${required ? "required" : "optional"}: ${doc.charAt(0).toLowerCase()}${doc.slice(1)})`,
  );
  return `Fields: ${shown.join(", ") || "any"}; others are kept.`;
}

function routeReference(design: Design, route: InboundSpec): string {
  const { policy, dedupe } = design;
  const { hasReply, hasResult } = expressionsOf(design);
  const { proof, timestamp, timestampRequired } = authHeaders(route);
  const stamp = timestamp === null ? "" : `, \`${timestamp}\` (seconds${timestampRequired ? "" : ", may be left out"})`;
  const headers =
    route.auth === "hmac"
      ? `${stamp === "" ? "Header" : "Headers"}: \`${proof}\` (${signatureText(design.signing)})${stamp}.`
      : route.auth === "bearer"
        ? `Headers: \`${proof}: Bearer <token>\`${stamp}.`
        : route.auth === "api_key"
          ? `Headers: \`${proof}\` (the key)${stamp}.`
          : "No authentication.";
  const answer = [
    ...(dedupe ? [dedupe.key] : []),
    "thread_uuid",
    ...(hasReply ? ["reply"] : []),
    ...(hasResult ? ["result"] : []),
    ...(dedupe && !dedupe.reject ? ["duplicate"] : []),
  ];
  const rows = new Map<number, string[]>();
  const add = (status: number, name: string): void => {
    rows.set(status, [...(rows.get(status) ?? []), `\`${name}\``]);
  };
  add(policy.invalidPayload.status, policy.invalidPayload.name);
  if (route.auth !== "none") {
    add(policy.missingHeaders.status, policy.missingHeaders.name);
    if (isTimed({ routes: [route], signing: design.signing })) add(policy.staleTimestamp.status, policy.staleTimestamp.name);
    add(policy.invalidAuth(route.auth).status, policy.invalidAuth(route.auth).name);
  }
  if (dedupe?.reject) add(policy.duplicate.status, policy.duplicate.name);
  for (const failure of failuresOf(design)) if (!failure.swallow) add(failure.status, failure.name);
  const lines = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([status, list]) => `| ${status} | ${[...new Set(list)].join(", ")} | \`{detail}\` |`);
  // A failed write is logged, and the answer is the same.
  const swallowed = failuresOf(design).filter((failure) => failure.swallow && failure !== policy.storage);
  const empty =
    swallowed.length > 0 && (hasReply || hasResult)
      ? `; \`${hasReply ? "reply" : "result"}\` is null after ${[...new Set(swallowed.map(({ name }) => `\`${name}\``))].join(", ")}`
      : "";
  return [
    `### ${route.method} ${route.route ?? ""}`,
    `${headers} ${fieldList(design)}`,
    [
      "| Status | When | Body |",
      "|---|---|---|",
      `| 200 | The event was handled${dedupe && !dedupe.reject ? ", now or before" : ""} | \`{${answer.join(", ")}}\`${empty} |`,
      ...lines,
    ].join("\n"),
  ].join("\n\n");
}

/** `hex HMAC-SHA256 of <timestamp>.<body>`, with what stands around it. */
function signatureText({ encoding, prefix, before, between, stamped, timestamp, digest, urlAndFields }: Signing): string {
  const body = urlAndFields ? "the webhook's URL and the sorted fields" : "the body";
  const what = stamped || before !== "" ? `\`${before}${stamped ? `<timestamp>${between}` : ""}<body>\`` : body;
  const form =
    timestamp === "element"
      ? `\`t=<timestamp>,v1=<${encoding}>\`, `
      : prefix === ""
        ? `${encoding} `
        : `\`${prefix}<${encoding}>\`, `;
  return `${form}HMAC-${digest.toUpperCase()} of ${what}`;
}

function failuresOf({ runtime, outbound, policy }: Design): { name: string; status: number; swallow: boolean }[] {
  return [
    ...(runtime ? [policy.aios, policy.unknownTool] : []),
    ...(outbound.client ? [policy.outbound] : []),
    ...(policy.storage ? [policy.storage] : []),
  ];
}

function troubleshooting(design: Design): string {
  const { routes, policy, environment, packets, signing } = design;
  const schemes = new Set(routes.map(({ auth }) => auth));
  const lines = design.governance ? governanceTroubles(design, design.governance) : [];
  if ([...schemes].some((scheme) => scheme !== "none")) {
    if (isTimed(design))
      lines.push(
        `- **${policy.staleTimestamp.status} ${policy.staleTimestamp.name}**: the clocks differ by more than ${environment.tolerance ? `\`${environment.tolerance.variable}\`` : `${toleranceOf(design.spec.inbound)} seconds`}.`,
      );
    for (const scheme of schemes) {
      if (scheme === "none") continue;
      const { name, status } = policy.invalidAuth(scheme);
      const secret = environment.secrets.get(scheme)?.variable ?? "";
      lines.push(
        `- **${status} ${name}**: \`${secret}\` differs from what the caller uses${scheme === "hmac" ? `, ${signing.urlAndFields ? `\`${environment.webhookUrl?.variable ?? ""}\` is not the URL that is set at the sender, ` : ""}or a proxy changed the body${signing.stamped ? " or the timestamp" : ""}` : ""}.`,
      );
    }
  }
  if (environment.enabled && routes.length > 0) lines.push(`- **503 disabled**: \`${environment.enabled.variable}\` is false.`);
  if (packets.types.error && canFail(design))
    lines.push(
      `- **An answer is missing**: look for the packet \`${packets.types.error}\` of the thread; its \`category\` says what failed.`,
    );
  if (environment.settings.length > 0 || !(design.governance ?? design.executor))
    lines.push("- **The application does not start**: a required variable is not set; the error names it.");
  return lines.join("\n");
}
