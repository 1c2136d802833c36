import { z } from "zod";

/** The shape of the profile: every table of the generator document, by its own key in lower case. */
export const profileSchema = z.strictObject({
  required_spec_keys: z.array(z.string()),
});

export type Profile = z.infer<typeof profileSchema>;
