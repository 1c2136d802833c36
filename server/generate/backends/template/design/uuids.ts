import { makesUuid } from "./forms.ts";
import type { Design } from "./shape.ts";

/** Some field of a contract takes a UUID where a text comes in. */
export function needsUuid({ packets, runtime, tool }: Pick<Design, "packets" | "runtime" | "tool">): boolean {
  const forms = [
    ...[...packets.keywords, ...packets.metadata.keywords, ...packets.provenance.keywords].map(({ form }) => form),
    ...(tool ? [tool.result.call?.form ?? null] : (runtime?.context.keywords ?? []).map(({ form }) => form)),
    ...(tool || !runtime?.registry?.approved ? [] : runtime.registry.request.keywords.map(({ form }) => form)),
  ];
  const nested = packets.keywords.concat(packets.metadata.keywords, packets.provenance.keywords);
  return forms.some(makesUuid) || nested.some(({ fixed }) => fixed?.includes("uuid_of(") === true);
}
