import { z } from "zod";

/** The key `contract_sources`: where contracts stand that are not among the workspace's own files. */
export const contractSourcesKey = z
  .array(z.string().min(1))
  .optional()
  .describe(
    "where contracts stand beside the workspace's own files: an installed package by its name, or ./FOLDER with Python, types (.d.ts), JSON Schemas or OpenAPI documents",
  );
