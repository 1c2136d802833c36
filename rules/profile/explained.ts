import { z } from "zod";

/** An enumeration whose values each say what they mean, in the key that editors read beside `enum`. */
export function explained<Value extends string>(meanings: Readonly<Record<Value, string>>): z.ZodEnum<{ [One in Value]: One }> {
  return z.enum(Object.keys(meanings) as Value[]).meta({ enumDescriptions: Object.values(meanings) });
}
