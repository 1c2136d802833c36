import { quantile, type Minute } from "./record.ts";

const WIDTH = 900;
const HEIGHT = 180;
const LEFT = 70;
const TOP = 40;
const GAP = 60;

interface Line {
  name: string;
  colour: string;
  values: readonly number[];
}

/** Memory, handles and latencies of every minute, one panel each, as an SVG file. */
export function chart(minutes: readonly Minute[]): string {
  const line = (name: string, colour: string, of: keyof Minute, part: number, unit = 1): Line => ({
    name,
    colour,
    values: minutes.map((minute) => quantile(minute[of], part) / unit),
  });
  const panels: [string, Line[]][] = [
    ["Memory of the server in MB", [line("median", "#1f77b4", "memory", 0.5, 2 ** 20)]],
    ["Open handles", [line("median", "#1f77b4", "handles", 0.5)]],
    ["From an edit to its findings in ms", latencies("keystrokes")],
    ["Other requests in ms", latencies("questions")],
  ];
  function latencies(of: "keystrokes" | "questions"): Line[] {
    return [line("p50", "#2ca02c", of, 0.5), line("p99", "#ff7f0e", of, 0.99), line("max", "#d62728", of, 1)];
  }
  const height = panels.length * (HEIGHT + GAP) + TOP;
  const drawn = panels.map(([title, lines], at) => panel(title, lines, TOP + at * (HEIGHT + GAP)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH + LEFT + 30}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${drawn.join("\n")}
</svg>
`;
}

/** @param top of its plot, in pixels; its title stands above, its axis of minutes below */
function panel(title: string, lines: readonly Line[], top: number): string {
  const count = Math.max(1, ...lines.map(({ values }) => values.length));
  const largest = Math.max(1, ...lines.flatMap(({ values }) => values).filter(Number.isFinite));
  const x = (minute: number): number => LEFT + (minute / count) * WIDTH;
  const y = (value: number): number => top + HEIGHT * (1 - value / largest);
  const text = (at: number, up: number, what: string, more = ""): string =>
    `<text x="${at.toFixed(1)}" y="${up.toFixed(1)}"${more}>${what}</text>`;
  const ticks = [0, 0.5, 1].flatMap((part) => [
    `<path d="M${LEFT} ${y(part * largest).toFixed(1)}h${WIDTH}" stroke="#ddd"/>`,
    text(LEFT - 8, y(part * largest) + 4, (part * largest).toFixed(largest < 10 ? 1 : 0), ' text-anchor="end"'),
    text(x(part * count), top + HEIGHT + 16, `${(part * count).toFixed(0)} min`, ' text-anchor="middle"'),
  ]);
  const drawn = lines.flatMap(({ name, colour, values }, at) => {
    const points = values.flatMap((value, minute) =>
      Number.isFinite(value) ? [`${x(minute + 1).toFixed(1)},${y(value).toFixed(1)}`] : [],
    );
    return [
      `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      text(LEFT + WIDTH - 60 * (lines.length - at), top - 8, name, ` fill="${colour}"`),
    ];
  });
  return [text(LEFT, top - 8, title, ' font-weight="bold"'), ...ticks, ...drawn].join("\n");
}
