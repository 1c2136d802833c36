import { z } from "zod";
import { CONTRACT_PARTS } from "../../rules/profile/contract-parts.ts";

/** A class by its name, with its module where the name alone does not tell. */
const className = z.string().regex(/^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u, {
  error: "a class by its name, or by its module and name (`acme.models.TransportPacket`)",
});

/** The key `contracts`: which class of the repository plays which part. A model that a profile requires beside these is a key of its own. */
export const contractsKey = z
  .object(
    Object.fromEntries(
      Object.entries(CONTRACT_PARTS).map(([part, { name, what }]) => [
        part,
        className.optional().describe(`${what}; without a row ${name}`),
      ]),
    ),
  )
  .catchall(className)
  .superRefine((rows, context) => {
    for (const key of Object.keys(rows)) {
      if (Object.hasOwn(CONTRACT_PARTS, key) || /^\p{Lu}/u.test(key)) continue;
      context.addIssue({ code: "unrecognized_keys", keys: [key], path: [], input: rows });
    }
  })
  .optional()
  .describe("the repository's own classes for the parts that rules, messages and the template speak of");
