import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { folder } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { ROOT } from "./checkout.ts";

// The rules' pages as a static site: whole, linked, and loading nothing.

it("has a page for every rule, whose links all lead somewhere, and loads nothing from elsewhere", { timeout: 300_000 }, () => {
  const out = folder();
  execFileSync(process.execPath, [join(ROOT, "server", "build", "site.mjs"), out, builtProgram()]);
  expect(readdirSync(out).sort()).toEqual(["index.html", ...rules.map(({ id }) => `${id}.html`)].sort());
  const index = readFileSync(join(out, "index.html"), "utf8");
  for (const name of readdirSync(out)) {
    const html = readFileSync(join(out, name), "utf8");
    const addresses = [...html.matchAll(/\b(?:href|src)="([^"]*)"/g)].map((match) => match[1] as string);
    expect(addresses.filter((address) => address !== "data:," && !existsSync(join(out, address)))).toEqual([]);
    // Whatever a text may bring: nothing is loaded.
    expect(html).toContain(`content="default-src 'none';`);
    expect(html).not.toMatch(/@import|url\(|<(?:img|iframe|object|embed)\b|\son\w+=/);
  }
  for (const { id, what, examples } of rules) {
    expect(index).toContain(`<a href="${id}.html">${id}</a>`);
    const text = readFileSync(join(out, `${id}.html`), "utf8").replace(/<\/?code>/g, "");
    const escaped = (shown: string) =>
      shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
    expect(text).toContain(escaped(what).replaceAll("`", ""));
    for (const { bad, good } of examples) for (const code of [bad, good]) expect(text).toContain(escaped(code.trimEnd()));
  }
});
