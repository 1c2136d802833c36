import { PositionEncoding, Workspace, type Diagnostic } from "@astral-sh/ruff-wasm-nodejs";
import { Text } from "../../server/syntax/text.ts";

/** One finding of ruff, in UTF-16 code units. */
export interface RuffFinding {
  code: string;
  start: number;
  message: string;
}

/** The rules of ruff that mean what ours mean: ANN401 (`Any`) is none of them. */
const SETTINGS = {
  "target-version": "py314",
  lint: {
    select: ["F401", "ANN001", "ANN002", "ANN003", "ANN201", "ANN202", "ANN204", "ANN205", "ANN206"],
    "flake8-annotations": { "mypy-init-return": true },
  },
};

export class Ruff {
  readonly #workspace = new Workspace(SETTINGS, PositionEncoding.Utf16);

  /** Null where ruff can not parse the file: it drops nearly all findings then. */
  check(source: string): RuffFinding[] | null {
    const text = new Text(source);
    const found = this.#workspace.check(comparable(source)) as Diagnostic[];
    if (found.some(({ code }) => code === null || code === "invalid-syntax")) return null;
    return found.map(({ code, message, start_location: { row, column } }) => ({
      code: code ?? "",
      message,
      start: text.offset({ line: row - 1, character: column - 1 }),
    }));
  }
}

/** The source with what only one side understands made equal, every character in its place. `differences.yaml` says why. */
function comparable(source: string): string {
  return source
    .replace(/noqa/gi, "n-qa")
    .replace(/(#\s*)(ruff|flake8)(?=:)/g, (_, mark: string, name: string) => mark + "-".repeat(name.length))
    .replace(/\b__all__\.extend\(/g, "__all__ +=    (")
    .replace(/\b__all__\.append\(([^()\n]*)\)/g, "__all__ +=    [$1]");
}
