import { z } from "zod";

const file = z.string().min(1);

/** The key `extends`: files whose rows hold first, each from the file that names it (`./team.yaml`) or of an installed package (`@team/l9/base.yaml`). */
export const extendsKey = z
  .union([file, z.array(file).min(1)], { error: "the name of a file, or a list of them" })
  .optional()
  .describe(
    "configuration files that this one adds to: ./FILE.yaml, or PACKAGE/FILE.yaml of an installed package; later ones win",
  );
