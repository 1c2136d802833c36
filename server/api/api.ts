import { statSync } from "node:fs";
import { resolve } from "node:path";
import { contractsOf } from "../cli/contracts.ts";
import { findingRows } from "../cli/formats/json.ts";
import { openLinter as openWorkspace } from "../cli/open-linter.ts";
import { collect, withBaseline } from "../cli/report.ts";
import { leftAlone, targets } from "../cli/targets.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { Linter as Engine } from "../lint/linter.ts";
import type * as api from "./types.ts";

export { version } from "../version.ts";

/** The package's own face: what `l9 check` and `l9 contracts` do, for a program. */
export const openLinter: typeof api.openLinter = async (root, options = {}) => {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${root} is not a folder`);
  const { config = null, scope = null, select = null, ignore = [] } = options;
  const flags = {
    root: resolve(root),
    config,
    scope,
    select,
    ignore,
    dashes: "",
  };
  const open = async () => {
    const opened = await openWorkspace(flags, flags.root, []);
    opened.linter.scan();
    return opened;
  };
  let opened: Awaited<ReturnType<typeof open>> | null = await open();
  let last: Promise<unknown> = Promise.resolve();

  /** Calls wait for one another: the linter is one state. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(() => {
      if (opened === null) throw new Error("the linter is disposed");
      return work();
    });
    last = next.catch(() => undefined);
    return next;
  };

  /** The workspace as the disk has it now. Where it can not be opened any more the old state stays. */
  const anew = async (): Promise<Engine> => {
    const next = await open();
    if (opened === null) {
      next.linter.dispose();
      throw new Error("the linter is disposed");
    }
    opened.linter.dispose();
    opened = next;
    return next.linter;
  };

  const rows = async (linter: Engine, paths: readonly string[]): Promise<api.Finding[]> => {
    await linter.prepare(paths);
    const result = await withBaseline(collect(linter, paths, flags.root), {
      ...{ linter, cwd: flags.root, configFolder: opened?.loaded.folder ?? flags.root, gone: null },
      options: {
        ...{ baseline: null, writeBaseline: false, pruneBaseline: false, baselineStrict: false },
        ...{ select: flags.select, ignore: flags.ignore },
      },
    });
    return findingRows(result);
  };

  return {
    root: flags.root,
    check: ({ paths = [], force = false } = {}) =>
      inTurn(async () => {
        const linter = await anew();
        const named = paths.map((path) => resolve(flags.root, path));
        const { files, elsewhere } = targets(linter, named, { scopeAsked: scope !== null, force });
        return rows(linter, [...files, ...elsewhere]);
      }),
    checkText: (path, text, { force = false } = {}) =>
      inTurn(async () => {
        const { linter } = opened as NonNullable<typeof opened>;
        const absolute = resolve(flags.root, path);
        linter.setOpen(absolute, text);
        try {
          return force || leftAlone(linter, absolute) === null ? await rows(linter, [absolute]) : [];
        } finally {
          linter.close(absolute);
        }
      }),
    contracts: (spec) =>
      inTurn(async () => {
        const found = await contractsOf(await anew(), spec === undefined ? null : resolve(flags.root, spec));
        if (found === null) throw new UsageError(`${spec ?? ""} is no module spec of this workspace`);
        return found as unknown as api.Contracts;
      }),
    dispose() {
      opened?.linter.dispose();
      opened = null;
    },
  };
};
