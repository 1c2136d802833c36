import { relative, sep } from "node:path";

/** A path with `/` between its parts, whatever the system writes. */
export function slashed(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}

/** The path from a folder to a file, with `/`: as specs, reports and messages write it. */
export function pathFrom(folder: string, path: string): string {
  return slashed(relative(folder, path));
}
