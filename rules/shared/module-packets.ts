import type { Span } from "../../server/code/index.ts";
import type { ModuleFile } from "../../server/facts/project.ts";
import type { Project } from "../../server/facts/project.ts";
import { makesPacket } from "./packet-models.ts";
import { literal, textPattern, type ModuleNames, type TextPattern } from "./module-names.ts";

/** A place that emits packets of a type. */
export interface Emitted {
  type: string;
  file: ModuleFile;
  span: Span;
}

/** What the code does with packet types. */
export interface Emissions {
  known: Emitted[];
  /** What types may be besides: composed with parts that only a run would tell. */
  patterns: TextPattern[];
  /** Types that the code names where it does not ask for packets. */
  mentioned: ReadonlySet<string>;
}

/** Functions that ask for packets of a type. */
const ASKING = /^_*(search|find|get|list|query|fetch|count|filter|has|exists|lookup|load|read)/;

/** Every packet that a module's code emits, through helpers and constants of the module. */
export function emissionsOf(names: ModuleNames, project: Pick<Project, "contracts">): Emissions {
  const known: Emitted[] = [];
  const patterns: TextPattern[] = [];
  const mentioned = new Set<string>();
  const helpers = names.code.flatMap(({ facts }) =>
    (facts?.packets ?? []).flatMap((fact) => (fact.kind === "helper" && makesPacket(fact, project) ? [fact] : [])),
  );
  for (const file of names.code) {
    for (const fact of file.facts?.packets ?? []) {
      if (fact.kind === "helper" || !makesPacket(fact, project)) continue;
      for (const type of fact.types) {
        const text = names.text(type, file.path);
        const value = literal(text);
        if (value === null) patterns.push(textPattern(text));
        else known.push({ type: value, file, span: fact.span });
      }
    }
  }
  for (const file of [...names.code, ...names.wiring]) {
    for (const { text, span, callee, argument } of file.facts?.mentions ?? []) {
      const resolved = names.text(text, file.path);
      const value = literal(resolved);
      const helped = helpers.some(
        ({ function: called, index, parameter }) => called === callee && (argument === index || argument === parameter),
      );
      if (value === null) {
        if (helped) patterns.push(textPattern(resolved));
      } else if (helped) known.push({ type: value, file, span });
      else if (!ASKING.test(callee ?? "")) mentioned.add(value);
    }
  }
  return { known, patterns, mentioned };
}
