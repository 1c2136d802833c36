import type { Section } from "../../server/facts/document.ts";
import type { Module } from "../../server/facts/project.ts";
import { defineRule } from "../define.ts";
import { isWiring, readmeOf } from "../shared/readme.ts";

const COMMAND = /\b(?:pytest|curl|httpie|python3? -m|uvicorn|l9|vitest|jest|npx|npm (?:test|run)|pnpm|yarn|node --\w+)\b/;
/** How a TypeScript program builds what it hands to its routes, and how it registers them. */
const BUILDS =
  /\b(?:const|let)\s+[\w{}\s,:<>]+=\s*(?:await\s+)?(?:new\s+\w|(?:create|make|build)\w*\()|\b\w+\.(?:locals\.\w+\s*=(?!=)|decorate\()/;
const REGISTERS =
  /\b\w+\.(?:use|route|register|mount|get|post|put|patch|delete|all)\(\s*(?:["'`/]|\w+(?:Routes?|Router|Plugin)\b)/;

function isTypeScript(code: string): boolean {
  return /^\s*(?:const|let)\s|\bfrom\s+["']/m.test(code);
}

/** What shows that a wiring snippet has an item: its code, and the commands in its prose. */
const SHOWS: Readonly<Record<string, (code: string, prose: string) => boolean>> = {
  imports: (code) => /^\s*(?:from\s+\S+\s+import|import)\s/m.test(code),
  startup: (code) =>
    /\bapp\.state\.\w+\s*(?::[^=\n]+)?=(?!=)|\blifespan\b|setattr\(\s*app\.state/.test(code) ||
    (isTypeScript(code) && BUILDS.test(code)),
  shutdown: (code, prose) => CLOSES.test(code) || /`[^`\n]*(?:close|disconnect|stop|shutdown)\w*\(/.test(prose),
  router: (code) =>
    /include_router\(|add_api_route\(|register_rout\w*\(|\.mount\(/.test(code) || (isTypeScript(code) && REGISTERS.test(code)),
  verification: (code, prose) =>
    COMMAND.test(code) || [...prose.matchAll(/`([^`\n]+)`/g)].some(([, command]) => COMMAND.test(command ?? "")),
};

/** What an item is where there is no lifespan, and no `api/server.py`. */
const IN_TYPESCRIPT: Readonly<Record<string, string>> = {
  imports: "Imports to add where the server is made",
  startup: "Start-up code that builds what the routes are given",
  shutdown: "Shutdown code that closes what start-up opens",
};

/** A context manager closes what it opens. */
const CLOSES = /\.(?:aclose|close|disconnect|stop|shutdown|dispose|destroy|end|quit)\(|^\s*async with\s|\benter_async_context\(/m;

export default defineRule({
  id: "wiring_incomplete",
  family: "documents",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["yaml"],
  fix: null,
  what: "One of the five items of the wiring snippet is missing: imports, startup, shutdown, router, verification.",
  why: "The module is written and never runs, or runs and is never closed.",
  instead: "Add the item to the README's Wiring section or to WIRING.md.",
  examples: [],
  module(module, { project, report }) {
    const readme = readmeOf(module);
    const wiring = module.files.find(({ path, document }) => document !== null && isWiring(path));
    const told = (readme?.document?.sections ?? []).filter(({ heading }) => /\bwiring\b/i.test(heading.title));
    const sections = [...(wiring?.document?.sections ?? []), ...told];
    const path = wiring?.path ?? readme?.path;
    // Without the section itself readme_section_missing says so.
    if (path === undefined || sections.length === 0) return;
    const code = sections.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join("\n");
    const prose = sections.map(proseOf).join("\n");
    for (const [item, about] of Object.entries(project.profile.wiring_snippet_must_include)) {
      if (
        SHOWS[item]?.(code, prose) !== false ||
        (item === "shutdown" && !opensSomething(code)) ||
        (item === "router" && !hasRoutes(module))
      )
        continue;
      report(path, {
        at: { start: 0, end: 0 },
        message: `The wiring of ${module.id} lacks an item: ${(module.spec.language === "typescript" && IN_TYPESCRIPT[item]) || about}.`,
        data: { item },
      });
    }
  },
});

function proseOf(section: Section): string {
  return section.blocks.reduce((text, block) => text.replace(block.text, ""), section.text);
}

/** A start-up that opens something must close it. */
function opensSomething(code: string): boolean {
  return /\b(?:AsyncClient|Client|create_pool|create_engine|create_async_engine|from_url|connect|open|start|createPool|createClient)\(|\bnew (?:\w*Pool|\w*Client|Redis)\(/.test(
    code,
  );
}

function hasRoutes({ spec }: Module): boolean {
  return spec.inbound.some(({ route }) => route !== null);
}
