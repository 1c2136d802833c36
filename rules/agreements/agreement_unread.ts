import { defineRule } from "../define.ts";

export default defineRule({
  id: "agreement_unread",
  family: "agreements",
  check: null,
  severity: "info",
  languages: ["yaml", "python", "typescript"],
  fix: "unsafe",
  what: "A source of an agreement that names what there is not, or whose members only a run of the program would tell.",
  why: "Nothing is said of an agreement while one of its sources can not be read exactly: a guess would report what is right.",
  instead: "Name what the file declares; write the members out, or name another place that has them.",
  examples: [
    {
      bad: "# l9.config.yaml: {file: core/tools.py, values: ToolNam}\n",
      good: "# l9.config.yaml: {file: core/tools.py, values: ToolName}\n",
    },
  ],
  agreement({ id, sources }, context) {
    for (const source of sources) {
      if (!("unread" in source)) continue;
      const { row, why, place, wrong, near } = source.unread;
      context.report(row.path, {
        at: row.at,
        message: `The agreement \`${id}\` is not checked: ${why}${/[.?!]$/.test(why) ? "" : "."}`,
        ...(wrong ? { severity: "error" as const } : {}),
        ...(place ? { related: [{ path: place.path, at: place.at, message: "What can not be read" }] } : {}),
        ...(near === null
          ? {}
          : { fix: { title: `Write \`${near}\``, safety: "unsafe" as const, edits: [{ span: row.at, text: near }] } }),
        data: { agreement: id },
      });
    }
  },
});
