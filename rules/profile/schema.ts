import { z } from "zod";

/** The shape of the profile: every table of the generator document, by its own key in lower case. */
export const profileSchema = z.strictObject({
  required_spec_keys: z.array(z.string()),
  /** TOOL_IDENTITY_CANON: which field names a tool, which only shows it, and where identity is used. */
  tool_identity_canon: z.strictObject({
    canonical_field: z.string(),
    /** Fields a repository may use as identity; all but the canonical one are rivals. */
    options: z.array(z.string()),
    /** Fields for people to read. */
    display_field: z.array(z.string()),
    /** Models whose fields must agree. */
    models: z.array(z.string()),
    /** Functions that find, allow or run a tool by its identity; `*` at the end stands for any rest. */
    identity_calls: z.array(z.string()),
    /** Methods of a collection that take a key as their first argument. */
    lookup_methods: z.array(z.string()),
  }),
});

export type Profile = z.infer<typeof profileSchema>;
