// `npm run spec-readers`: which rules and phases read each key of a spec, as `l9 explain` tells it.
import { join } from "node:path";
import { writeSpecReaders } from "./spec-readers.ts";

writeSpecReaders(join(import.meta.dirname, "..", ".."));
