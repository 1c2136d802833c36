import { z } from "zod";
import { slowGlob } from "../code/quick-pattern.ts";
import { explained } from "../../rules/profile/explained.ts";
import { MODULE_KINDS } from "../facts/spec/kind.ts";
import { SCHEMA_PARTS, SOURCE_KINDS } from "./agreement-rows.ts";

/** Below the workspace folder: neither absolute nor with a step upwards, on any system. */
const INSIDE = /^(?![/\\]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))[^\\]+$/;

const inside = z.string().regex(INSIDE, "a path below the workspace folder, with `/` and without `..`");

const glob = inside.superRefine((pattern, context) => {
  const slow = slowGlob(pattern);
  if (slow !== null)
    context.addIssue({ code: "custom", message: `matching this pattern could take hours, as ${slow}: write it as several` });
});

const dotted = z.string().regex(/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/, "a dotted name");

/** A path into data (`tools.*.id`), or a name of code (`Registry.HANDLERS`); a list where a key holds a dot. */
const place = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: "a path (`tools.*.id`), a name or a list of keys",
});

const parts = <Part extends string>(of: Readonly<Record<Part, { what: string }>>): z.ZodEnum<{ [One in Part]: One }> =>
  explained(
    Object.fromEntries(Object.entries<{ what: string }>(of).map(([part, { what }]) => [part, what])) as Record<Part, string>,
  );

const source = z
  .strictObject({
    file: inside.optional().describe("the file that holds the members, from the workspace folder"),
    files: z.array(glob).min(1).optional().describe("globs of the files that hold them"),
    keys: place
      .optional()
      .describe(
        "keys of a map of YAML or JSON at this path, of a dict or object of this name, names of an Enum's members, fields of a model",
      ),
    values: place
      .optional()
      .describe(
        "values at this path (`tools.*.id`), members of a list, an Enum, a Literal, a union of texts, a zod enum of this name",
      ),
    calls: dotted.optional().describe("what calls of this function, by its dotted name, are given"),
    decorated: dotted.optional().describe("functions and classes that have this decorator, by its dotted name"),
    argument: z
      .union([z.int().min(0), z.string().min(1)], { error: "a position from 0 or a keyword" })
      .optional()
      .describe("the argument of the call or decorator that names the member: its position from 0, or its keyword"),
    settings: dotted.optional().describe("environment variables of this settings class"),
    asyncapi: parts(SCHEMA_PARTS.asyncapi).optional().describe("names of this part of an AsyncAPI document"),
    openapi: parts(SCHEMA_PARTS.openapi).optional().describe("names of this part of an OpenAPI document"),
    mcp: parts(SCHEMA_PARTS.mcp).optional().describe("names of this part of a list of an MCP server"),
    specs: explained({ ...MODULE_KINDS, any: "Modules of every kind." })
      .optional()
      .describe("ids of the modules of this kind: of tools the tool ids"),
    names: glob.optional().describe("names of files: what `*` stands for in the last part of this glob"),
  })
  .superRefine((row, context) => {
    // A key that there is not may be the one that is missing.
    if (context.issues.length > 0) return;
    const kinds = SOURCE_KINDS.filter((kind) => row[kind] !== undefined);
    const issue = (message: string, at: string | undefined): void =>
      context.addIssue({ code: "custom", message, path: at === undefined ? [] : [at] });
    const [kind, second] = kinds;
    if (kind === undefined) return issue(`says not what is read: it needs one of ${SOURCE_KINDS.join(", ")}`, undefined);
    if (second !== undefined) return issue(`can not stand beside \`${kind}\`: make it a source of its own`, second);
    const isWide = kind === "calls" || kind === "decorated";
    if (kind === "specs" || kind === "names") {
      for (const key of ["file", "files"] as const) if (row[key] !== undefined) issue(`has no meaning beside \`${kind}\``, key);
    } else if (row.files !== undefined && !isWide)
      issue(`has no meaning beside \`${kind}\`, which is read from one \`file\``, "files");
    else if (row.file === undefined && row.files === undefined)
      issue(`needs \`file\`${isWide ? " or `files`" : ""} beside it: where it is read`, kind);
    else if (row.file !== undefined && row.files !== undefined) issue("can not stand beside `file`", "files");
    if (row.argument !== undefined && !isWide) issue(`has no meaning beside \`${kind}\``, "argument");
    if (kind === "names" && !row.names?.split("/").at(-1)?.includes("*"))
      issue("needs a `*` in its last part, which stands for the name", "names");
  });

/** Sets that must agree. */
export const agreements = z
  .array(
    z.strictObject({
      id: z
        .string()
        .regex(/^[a-z][\w.-]*$/i, "a name of letters, digits, `_`, `-` and `.`")
        .describe("what the row is called"),
      why: z.string().min(1).optional().describe("why they must agree, as the end of a sentence"),
      docs: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe("the address of a page that says more"),
      severity: z.enum(["info", "warning", "error"]).optional().describe("what a difference weighs; default: error"),
      direction: explained({
        equal: "All sources have the same members.",
        subset: "What a source has, the next one has too; that one may have more.",
      })
        .optional()
        .describe("how they agree; default: equal"),
      except: z.array(z.string()).optional().describe("members that are passed over"),
      sources: z.array(source).min(2).describe("where the sets are read"),
    }),
  )
  .superRefine((rows, context) => {
    for (const [at, { id }] of rows.entries())
      if (rows.findIndex((row) => row.id === id) < at)
        context.addIssue({ code: "custom", message: `\`${id}\` is the id of another row`, path: [at, "id"] });
  });
