import { canFail } from "../code/errors.ts";
import type { ExecutorDesign } from "../design/executor.ts";
import type { Design } from "../design/shape.ts";

/** What a caller of an executor gives and gets. */
export function executorReference(design: Design, { task, result, loop, parts }: ExecutorDesign): string {
  const { names, policy, dedupe } = design;
  const { limit } = parts;
  const rows = [
    [`\`${policy.loop.name}\``, String(policy.loop.status), "the shared loop failed"],
    ...(dedupe?.reject ? [[`\`${policy.duplicate.name}\``, String(policy.duplicate.status), "the task was run before"]] : []),
    ...(policy.storage && !policy.storage.swallow
      ? [[`\`${policy.storage.name}\``, String(policy.storage.status), "a packet can not be written or read"]]
      : []),
  ];
  const bound =
    limit?.where === "task"
      ? `\`${limit.name}\` of the task bounds it${limit.default === null ? "" : ` (${limit.default} by default)`}.`
      : limit?.where === "loop"
        ? `\`${limit.name}\` of \`${loop.class.name}\` bounds it${limit.default === null ? "" : ` (${limit.default} by default)`}.`
        : "Its own limit bounds it.";
  return [
    `\`await ${names.handler}.run(task)\` takes \`${task.class.name}\` and gives \`${result.name}\`, as \`${loop.class.name}.${loop.method}\` answers. ${bound}${task.thread ? ` The loop gets the task with the module's thread in \`${task.thread.name}\`.` : ""}`,
    ...(canFail(design)
      ? [
          `Where it can not, it raises \`${names.error}\`:`,
          ["| `category` | `status` | When |", "|---|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n"),
        ]
      : []),
  ].join("\n\n");
}
