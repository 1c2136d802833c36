import type { Framework } from "./framework.ts";

/** Route handlers of Next.js: `app/orders/[id]/route.ts`. The `basePath` of its configuration may stand before every route. */
export const next: Framework = {
  name: "next",
  language: "typescript",
  otherMethod: 405,
  routing: {
    files: {
      exports: {
        GET: "GET",
        HEAD: "HEAD",
        POST: "POST",
        PUT: "PUT",
        PATCH: "PATCH",
        DELETE: "DELETE",
        OPTIONS: "OPTIONS",
      },
      paths: pathsOf,
    },
  },
  auth: { always: ["middleware", "proxy"] },
};

/** The folders below `app`; where several are called so, each may be it, unless one stands in `src`. */
function pathsOf(file: string): (string | null)[][] {
  const folders = file.split("/");
  if (!/^route\.[jt]sx?$/.test(folders.pop() ?? "")) return [];
  const all = folders.flatMap((folder, at) => (folder === "app" ? [at] : []));
  const inSource = all.filter((at) => folders[at - 1] === "src");
  return (inSource.length > 0 ? inSource : all).toReversed().flatMap((at) => {
    const below = folders.slice(at + 1);
    // A folder whose name begins with `_` is kept out of the routes.
    const path = below.flatMap(segment);
    return below.some((folder) => folder.startsWith("_")) ? [] : [path.length > 0 ? path : ["/"]];
  });
}

/** Groups and slots are not part of the path; what stands for several segments only a run tells. */
function segment(folder: string): (string | null)[] {
  if (/^\(\w[^)]*\)$|^@/.test(folder)) return [];
  if (/^\[{1,2}\.\.\./.test(folder)) return ["/", null];
  return [`/${folder.replace(/^\[(\w+)\]$/, "{$1}").replace(/^%5F/i, "_")}`];
}
