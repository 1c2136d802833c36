/** Rows of cells under each other, the last column as wide as it is. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((cells) => [...(cells[at] ?? "")].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === cells.length - 1 ? cell : cell + " ".repeat((widths[at] ?? 0) - [...cell].length)))
      .join("  ");
  return rows.map((cells) => `${line(cells)}\n`).join("");
}
