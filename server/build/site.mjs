// Writes the rules' pages as a static site: plain HTML, one page a rule and a list with a search, nothing loaded from elsewhere. It works from a
// folder as from a server, and in the configuration `rule_pages` says where it stands. `npm run site -- FOLDER`; by default site/.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const [out = join(root, "site"), program = join(root, "dist", "l9.cjs")] = process.argv.slice(2).map((path) => resolve(path));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const rules = JSON.parse(
  execFileSync(process.execPath, [program, "explain", "--format", "json"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }),
);

const STYLE = `
:root { color-scheme: light dark; --text: #1c2024; --soft: #5b6570; --line: #d9dee3; --back: #ffffff; --code: #f3f5f7; --link: #0b57b0; --error: #b3261e; --warning: #8a5a00; --info: #0b57b0 }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7ea; --soft: #9aa5b1; --line: #333b44; --back: #14181c; --code: #1e242a; --link: #7db7ff; --error: #ff8a80; --warning: #ffca5f; --info: #7db7ff } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 56rem; font: 16px/1.6 system-ui, sans-serif; color: var(--text); background: var(--back) }
a { color: var(--link) }
h1 { font-size: 1.6rem; margin: 1rem 0 .5rem; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; background: var(--code); border-radius: 4px }
code { padding: .1em .3em; overflow-wrap: anywhere } pre { padding: .8rem 1rem; overflow-x: auto } pre code { padding: 0; background: none; overflow-wrap: normal }
nav, .about, .none { color: var(--soft) } .about { margin: 0 0 1rem }
.error { color: var(--error) } .warning { color: var(--warning) } .info { color: var(--info) }
.good { border-left: 3px solid #2e8b57 } .bad { border-left: 3px solid var(--error) }
input { width: 100%; padding: .6rem .8rem; font: inherit; color: inherit; background: var(--code); border: 1px solid var(--line); border-radius: 6px }
ul { list-style: none; padding: 0; margin: 0 } li { padding: .5rem 0; border-top: 1px solid var(--line) } li a { font-family: ui-monospace, monospace }
[hidden] { display: none }
`;

const SEARCH = `
const field = document.querySelector("input");
const none = document.querySelector(".none");
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let left = 0;
  for (const section of document.querySelectorAll("section")) {
    let shown = 0;
    for (const item of section.querySelectorAll("li")) {
      item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
      if (!item.hidden) shown++;
    }
    section.hidden = shown === 0;
    left += shown;
  }
  none.hidden = left > 0;
});
`;

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A text of a rule: what it has in backticks is code. */
const prose = (text) => escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");

/** A whole page that may load nothing. */
function page(title, body, script = "") {
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'${script === "" ? "" : "; script-src 'unsafe-inline'"}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
${script === "" ? "" : `<script>${script}</script>\n`}</body>
</html>
`;
}

function rulePage({ id, family, severity, fix, languages, what, why, instead, examples, suppressible }) {
  const block = (kind, code) => `<pre class="${kind}"><code>${escape(code.trimEnd())}</code></pre>`;
  const shown = examples.map(({ bad, good }) => `<h2>Found</h2>\n${block("bad", bad)}\n<h2>Right</h2>\n${block("good", good)}`);
  const accept = suppressible
    ? `To accept one place, write <code>l9: ignore[${id}]</code> and the reason in a comment on its line or above it.`
    : "It can not be suppressed.";
  return page(
    `${id} · l9`,
    `<nav><a href="index.html">All rules</a></nav>
<main>
<h1>${escape(id)}</h1>
<p class="about"><span class="${severity}">${severity}</span> · ${escape(family)} · ${escape(languages.join(", "))} · fix: ${fix ?? "none"}</p>
<p>${prose(what)}</p>
<p>${prose(why)}</p>
<p><strong>Instead:</strong> ${prose(instead)}</p>
${shown.join("\n")}
<h2>Setting</h2>
<p>${accept} To change it everywhere, in <code>l9.config.yaml</code>: <code>rules: { ${id}: off }</code>.</p>
</main>`,
  );
}

function indexPage() {
  const families = [...new Set(rules.map(({ family }) => family))];
  const item = ({ id, severity, what }) =>
    `<li><a href="${id}.html">${escape(id)}</a> <span class="${severity}">${severity}</span><br>${prose(what)}</li>`;
  const sections = families.map((family) => {
    const items = rules.filter((rule) => rule.family === family).map(item);
    return `<section>\n<h2>${escape(family)}</h2>\n<ul>\n${items.join("\n")}\n</ul>\n</section>`;
  });
  return page(
    "The rules of l9",
    `<main>
<h1>The rules of l9</h1>
<p class="about">${rules.length} rules, version ${escape(version)}.</p>
<input type="search" placeholder="Search by name, severity or words" aria-label="Search the rules" autofocus>
<p class="none" hidden>No rule has all of these words.</p>
${sections.join("\n")}
</main>`,
    SEARCH,
  );
}

mkdirSync(out, { recursive: true });
writeFileSync(join(out, "index.html"), indexPage());
for (const rule of rules) writeFileSync(join(out, `${rule.id}.html`), rulePage(rule));
process.stdout.write(`${rules.length + 1} pages in ${out}\n`);
