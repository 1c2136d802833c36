import { visible } from "../../syntax/visible.ts";
import type { TracedLink, TracedModule, TracedPlace } from "../trace.ts";
import { KIND_WORDS } from "../../lint/links.ts";
import { countWords } from "./words.ts";

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 18%, transparent); --bad: light-dark(#b3261e, #ff8a80); --good: light-dark(#1b6e3c, #7fd8a0); }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 92rem; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .1rem; }
p { margin: 0 0 .6rem; opacity: .8; }
form { position: sticky; top: 0; background: Canvas; padding: .6rem 0; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
input[type=search] { font: inherit; padding: .3rem .5rem; min-width: 16rem; flex: 1; }
label { white-space: nowrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 64rem; table-layout: fixed; }
.promise { width: 9.5rem; } .status { width: 8rem; } .declared { width: 17%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
code { font: .88em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
td code { display: block; }
.missing { color: var(--bad); font-weight: 600; }
.kept { color: var(--good); }

[hidden] { display: none; }
`;

/** Shows the rows that fit what is typed and ticked, and counts them. */
const SCRIPT = `
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("tbody tr")];
function show() {
  const words = form.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const kinds = new Set([...form.querySelectorAll("[name=kind]:checked")].map((box) => box.value));
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !kinds.has(row.dataset.kind) || (form.missing.checked && row.dataset.missing === undefined) || !words.every((word) => text.includes(word));
    if (!row.hidden) shown++;
  }
  for (const section of document.querySelectorAll("section")) section.hidden = !section.querySelector("tbody tr:not([hidden])");
  document.querySelector("output").value = shown + " of " + rows.length;
}
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
`;

/** One page that needs nothing beside itself: no address is asked for anything. */
export function traceHtml(modules: readonly TracedModule[]): string {
  const links = modules.flatMap((module) => module.links);
  const kinds = [...new Set(links.map(({ kind }) => kind))];
  const boxes = kinds.map((kind) => {
    const own = links.filter((link) => link.kind === kind);
    const missing = own.filter((link) => link.missing !== null).length;
    const lacking = missing === 0 ? "" : `, <span class="missing">${missing} ✗</span>`;
    return `<label><input type="checkbox" name="kind" value="${kind}" checked> ${KIND_WORDS[kind]} (${own.length}${lacking})</label>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Spec, code and tests</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Spec, code and tests</h1>
<p>${modules.length} ${modules.length === 1 ? "module" : "modules"}: ${countWords(links)}.</p>
<form>
<input type="search" name="text" placeholder="Filter by name, file or what is missing" aria-label="Filter">
${boxes.join("\n")}
<label><input type="checkbox" name="missing"> only what is missing</label>
<output></output>
</form>
${modules.map(section).join("\n")}
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function section({ module, spec, links }: TracedModule): string {
  return `<section>
<h2>${text(module)}</h2>
<p><code>${text(spec)}</code>: ${countWords(links)}.</p>
<div class="scroll"><table>
<thead><tr><th class="promise">promise</th><th>name</th><th class="declared">declared</th><th>code</th><th>tests</th><th class="status"></th></tr></thead>
<tbody>
${links.map((link) => row(link, spec)).join("\n")}
</tbody>
</table></div>
</section>`;
}

function row({ kind, name, missing, spec, contract, code, tests }: TracedLink, own: string): string {
  const kept = code.length + tests.length > 0 ? "✓" : "–";
  const status = missing === null ? `<span class="kept">${kept}</span>` : `<span class="missing">✗ ${text(missing)}</span>`;
  // Of the spec that the heading names the line is enough.
  const line = spec ? (spec.path === own ? [`line ${spec.line}`] : byFile([spec])) : [];
  const declared = cell([...line, ...(contract ? byFile([contract]) : [])]);
  const cells = [declared, cell(byFile(code)), cell(byFile(tests)), status].map((one) => `<td>${one}</td>`).join("");
  return `<tr data-kind="${kind}"${missing === null ? "" : " data-missing"}><td>${KIND_WORDS[kind]}</td><td><code>${breakable(name)}</code></td>${cells}</tr>`;
}

function cell(places: readonly string[]): string {
  return places.map((place) => `<code>${breakable(place)}</code>`).join("") || "–";
}

/** Lines of one file that are shown. */
const MOST_LINES = 6;

/** `tests/test_orders.py:12, 40, 41`: each file once. */
function byFile(places: readonly TracedPlace[]): string[] {
  const files = new Map<string, number[]>();
  for (const { path, line } of places) files.set(path, [...(files.get(path) ?? []), line]);
  return [...files].map(([path, all]) => {
    const lines = [...new Set(all)].sort((one, other) => one - other);
    const more = lines.length - MOST_LINES;
    return `${path}:${lines.slice(0, MOST_LINES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  });
}

/** Long names break where their words do. */
function breakable(raw: string): string {
  return text(raw).replace(/[/_]|\.(?=\w{5})/g, "$&<wbr>");
}

function text(raw: string): string {
  return visible(raw).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
