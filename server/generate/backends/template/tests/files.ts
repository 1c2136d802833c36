import type { Design } from "../design/shape.ts";
import type { TestTopic } from "../design/layout.ts";
import { docText } from "../python/dedent.ts";
import { namesIn, renderFile, type Block, type Source } from "../python/file.ts";
import { renderCase, type TestCase } from "./case.ts";
import { subjectOf } from "./cases.ts";
import { chooseCases, type NamedCase } from "./choose.ts";
import { executorSupport } from "./executor-support.ts";
import { governanceSupport } from "./governance-support.ts";
import { sceneOf } from "./scene.ts";
import { supportBlocks } from "./support.ts";
import { toolSupport } from "./tool-support.ts";

/** The text of every planned test file, by path. */
export function testFiles(
  design: Design,
  symbols: ReadonlyMap<string, Source>,
  header: readonly string[],
  report: (message: string) => void,
): Map<string, string> {
  const support = supportOf(design);
  const named = chooseCases(subjectOf(design), design.spec.acceptance);
  const files = new Map<string, string>();
  for (const { file, topic } of design.layout.tests) {
    const own = named.filter(({ test }) => belongs(test, topic, design, file.path));
    const { text, left } = within(design.task.budget.max_lines_per_file, own, (some) =>
      testFile(design, some, support, symbols, header),
    );
    files.set(file.path, text);
    if (left.length > 0) report(leftOut(file.path, left));
  }
  return files;
}

/** What the tests of a module are made with. */
export function supportOf(design: Design): Block[] {
  if (design.tool) return toolSupport(design);
  if (design.executor) return executorSupport(design, design.executor);
  return design.governance ? governanceSupport(design, design.governance) : supportBlocks(sceneOf(design));
}

/** A case stands in the file that is named for what it is about, else in the first one for everything. */
function belongs(test: TestCase, topic: TestTopic, { layout }: Design, path: string): boolean {
  const special = layout.tests.find((other) => other.topic === test.about && other.topic !== "all");
  if (special) return special.file.path === path;
  return topic === "all" && layout.tests.find((other) => other.topic === "all")?.file.path === path;
}

function leftOut(path: string, left: readonly NamedCase[]): string {
  return `${left.length} more tests do not fit into ${path}: ${left.map(({ name }) => name).join(", ")}. A test file for the client, the settings or the checks of callers (test_…_client.py, …_config.py, …_auth.py) in the spec's list makes room.`;
}

/** The file with as many of its tests as its budget allows, and those that it does not; what the spec names is never left out. */
function within(
  budget: number,
  cases: readonly NamedCase[],
  render: (cases: readonly NamedCase[]) => string,
): { text: string; left: readonly NamedCase[] } {
  const fits = (some: readonly NamedCase[]): boolean => render(some).split("\n").length - 1 <= budget;
  let kept = cases;
  while (!fits(kept)) {
    const last = kept
      .filter(({ required }) => !required)
      .sort((a, b) => a.test.spare - b.test.spare)
      .at(-1);
    if (!last) break;
    kept = kept.filter((one) => one !== last);
  }
  // What is short may still have room where something long had none.
  for (const one of [...cases].sort((a, b) => a.test.spare - b.test.spare)) {
    if (kept.includes(one)) continue;
    const more = cases.filter((other) => other === one || kept.includes(other));
    if (fits(more)) kept = more;
  }
  return { text: render(kept), left: cases.filter((one) => !kept.includes(one)) };
}

function testFile(
  design: Design,
  cases: readonly NamedCase[],
  support: readonly Block[],
  symbols: ReadonlyMap<string, Source>,
  header: readonly string[],
): string {
  const tests = cases.map(({ name, test }): Block => ({ defines: [`test_${name}`], code: renderCase(test, name) }));
  const doc =
    cases.length === 0
      ? `${design.task.module.name}: its tests stand in the files beside this one`
      : `${design.task.module.name}: every acceptance name of the spec, proved on the contracts`;
  return renderFile(header, `${docText(doc)}.`, [...needed(tests, support), ...tests], symbols);
}

/** The helpers and fixtures that the tests name, and those that these name. */
function needed(tests: readonly Block[], support: readonly Block[]): Block[] {
  const used = new Set(tests.flatMap(({ code }) => [...namesIn(code)]));
  const kept = new Set<Block>();
  for (let grown = true; grown;) {
    grown = false;
    for (const block of support) {
      if (kept.has(block) || block.defines.every((name) => !used.has(name))) continue;
      kept.add(block);
      grown = true;
      for (const name of namesIn(block.code)) used.add(name);
    }
  }
  return support.filter((block) => kept.has(block));
}
