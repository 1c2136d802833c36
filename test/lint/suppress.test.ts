import { beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { PythonFile } from "../../server/lint/python-file.ts";
import { commentsAt, markdownComments } from "../../server/lint/suppression-comments.ts";
import { suppress } from "../../server/lint/suppress.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Text } from "../../server/syntax/text.ts";
import { parseYaml } from "../../server/syntax/yaml.ts";

beforeAll(() => loadPython());

/** Findings stand at every `⟦rule⟧` of the source, on the text up to the closing `⟧`; the marks are taken out first. */
function marked(source: string): {
  text: string;
  findings: { rule: string; span: { start: number; end: number } }[];
} {
  const findings = [];
  let text = "";
  let at = 0;
  for (const match of source.matchAll(/⟦(\w+):([^⟧]*)⟧/g)) {
    text += source.slice(at, match.index);
    findings.push({ rule: match[1] as string, span: { start: text.length, end: text.length + (match[2] as string).length } });
    text += match[2];
    at = match.index + match[0].length;
  }
  return { text: text + source.slice(at), findings };
}

function run(source: string, kind: "py" | "yaml" | "md" = "py", ran: (id: string) => boolean = () => true) {
  const { text, findings } = marked(source);
  const whole = new Text(text);
  const comments =
    kind === "py"
      ? pythonComments(text)
      : kind === "yaml"
        ? parseYaml(text).flatMap(({ comments }) => commentsAt(comments, whole))
        : markdownComments(whole);
  const { kept, problems } = suppress({ findings, comments, text: whole, rules, ran, language: LANGUAGES[kind] });
  return {
    kept: kept.map(({ rule }) => rule),
    problems: problems.map(({ rule, at }) => `${rule} ${text.slice(at.start, at.end)}`),
    messages: problems.map(({ message }) => message),
    fixed: problems
      .flatMap(({ fix }) => fix?.edits ?? [])
      .reduceRight((done, { span, text: by }) => done.slice(0, span.start) + by + done.slice(span.end), text),
  };
}

function pythonComments(text: string) {
  const file = new PythonFile("/x.py", text);
  const { comments } = file.facts;
  file.dispose();
  return comments;
}

const LANGUAGES = { py: "python", yaml: "yaml", md: "markdown" } as const;
const NONE = { kept: [], problems: [] };

describe("a suppression of a line", () => {
  it("takes the finding of its line", () => {
    expect(run("x = ⟦random_uuid:f()⟧  # l9: ignore[random_uuid] a call id\n")).toMatchObject(NONE);
  });
  it("takes the finding of the line below when it stands alone", () => {
    expect(run("# l9: ignore[random_uuid] a call id\nx = ⟦random_uuid:f()⟧\n")).toMatchObject(NONE);
  });
  it("behind code does not reach the line below", () => {
    expect(run("y = 1  # l9: ignore[random_uuid] a call id\nx = ⟦random_uuid:f()⟧\n")).toMatchObject({
      kept: ["random_uuid"],
      problems: ["unused_suppression # l9: ignore[random_uuid] a call id"],
    });
  });
  it("does not reach over a blank line", () => {
    expect(run("# l9: ignore[random_uuid] a call id\n\nx = ⟦random_uuid:f()⟧\n").kept).toEqual(["random_uuid"]);
  });
  it("stacks with other comments above the line", () => {
    const source =
      "# l9: ignore[random_uuid] a call id\n# about x\n# l9: ignore[raw_dict_packet] a fixture\nx = ⟦random_uuid:f()⟧ + ⟦raw_dict_packet:{}⟧\n";
    expect(run(source)).toMatchObject(NONE);
  });
  it("behind the closing bracket takes a finding that ends there", () => {
    expect(run("x = ⟦random_uuid:f(\n  1,\n)⟧  # l9: ignore[random_uuid] a call id\n")).toMatchObject(NONE);
  });
  it("in the middle of the range takes nothing", () => {
    expect(run("x = ⟦random_uuid:f(\n  1,  # l9: ignore[random_uuid] a call id\n)⟧\n").kept).toEqual(["random_uuid"]);
  });
  it("takes only the rules it names", () => {
    expect(run("x = ⟦random_uuid:f()⟧, ⟦raw_dict_packet:{}⟧  # l9: ignore[random_uuid] why not\n").kept).toEqual([
      "raw_dict_packet",
    ]);
  });
  it("names several rules", () => {
    expect(
      run("x = ⟦random_uuid:f()⟧, ⟦raw_dict_packet:{}⟧  # l9: ignore[random_uuid, raw_dict_packet] why not\n"),
    ).toMatchObject(NONE);
  });
  it("stands beside another comment", () => {
    expect(run("x = ⟦random_uuid:f()⟧  # noqa: E501  # l9: ignore[random_uuid] why not\n")).toMatchObject(NONE);
  });
  it("inside a string is none", () => {
    expect(run('x = ⟦random_uuid:f()⟧, "# l9: ignore[random_uuid] why not"\n')).toMatchObject({
      kept: ["random_uuid"],
      problems: [],
    });
  });
  it("counts columns behind emoji, tabs and CRLF", () => {
    expect(run('if x:\r\n\ty = "🙂", ⟦random_uuid:f()⟧\t# l9: ignore[random_uuid] why not\r\n')).toMatchObject(NONE);
  });
});

describe("a suppression of a file", () => {
  it.each([
    "# l9: ignore-file[random_uuid] a demo\n",
    "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\n# l9: ignore-file[random_uuid] a demo\n",
    '"""Doc."""\n# l9: ignore-file[random_uuid] a demo\n',
    "\ufeff# l9: ignore-file[random_uuid] a demo\n",
  ])("at the top takes every finding of the rule: %j", (top) => {
    expect(run(`${top}x = ⟦random_uuid:f()⟧\ny = ⟦random_uuid:f()⟧\n`)).toMatchObject(NONE);
  });
  it("below a statement counts for nothing and says so", () => {
    const result = run("import os\n# l9: ignore-file[random_uuid] a demo\nx = ⟦random_uuid:f()⟧\n");
    expect(result).toMatchObject({
      kept: ["random_uuid"],
      problems: ["unused_suppression # l9: ignore-file[random_uuid] a demo"],
    });
    expect(result.messages[0]).toContain("above the first statement");
  });
  it("behind code at the top counts for nothing", () => {
    expect(run("x = ⟦random_uuid:f()⟧  # l9: ignore-file[random_uuid] a demo\n").kept).toEqual(["random_uuid"]);
  });
});

describe("unused_suppression", () => {
  it("is not told of a rule that did not run", () => {
    expect(run("x = 1  # l9: ignore[random_uuid] a call id\n", "py", (id) => id !== "random_uuid")).toMatchObject(NONE);
  });
  it("is told of an unknown rule with the nearest one, whatever ran", () => {
    const result = run("x = 1  # l9: ignore[random_uid] a call id\n", "py", () => false);
    expect(result.problems).toEqual(["unused_suppression # l9: ignore[random_uid] a call id"]);
    expect(result.messages[0]).toContain("`random_uuid`");
  });
  it("is told of a comment that names no rule", () => {
    expect(run("x = ⟦random_uuid:f()⟧  # l9: ignore\ny = 1  # l9: ignore[] why\n").problems).toEqual([
      "unused_suppression # l9: ignore",
      "unused_suppression # l9: ignore[] why",
    ]);
  });
  it("is told of type_ignore, which stays", () => {
    const result = run("x = 1  ⟦type_ignore:# type: ignore⟧  # l9: ignore[type_ignore] no stubs\n");
    expect(result).toMatchObject({ kept: ["type_ignore"], problems: ["unused_suppression # l9: ignore[type_ignore] no stubs"] });
    expect(result.messages[0]).toContain("can not be suppressed");
  });
  it("speaks of one id of several and takes only that one out", () => {
    const result = run("x = ⟦random_uuid:f()⟧  # l9: ignore[random_uuid, raw_dict_packet] why not\n");
    expect(result.problems).toEqual(["unused_suppression raw_dict_packet"]);
    expect(result.fixed).toBe("x = f()  # l9: ignore[random_uuid] why not\n");
    expect(run("x = ⟦random_uuid:f()⟧  # l9: ignore[raw_dict_packet, random_uuid] why not\n").fixed).toBe(
      "x = f()  # l9: ignore[random_uuid] why not\n",
    );
  });
  it("takes out the comment with the white space before it, or its whole line", () => {
    expect(run("x = 1  # l9: ignore[random_uuid] why not\n").fixed).toBe("x = 1\n");
    expect(run("x = 1\r\n    # l9: ignore[random_uuid] why not\r\ny = 2\r\n").fixed).toBe("x = 1\r\ny = 2\r\n");
    expect(run("x = 1  # noqa  # l9: ignore[random_uuid] why not\n").fixed).toBe("x = 1  # noqa\n");
  });
});

describe("suppression_without_reason", () => {
  it.each(["# l9: ignore[random_uuid]", "# l9: ignore[random_uuid] -", "#l9:ignore[random_uuid]:  "])(
    "is told of %j, which suppresses all the same",
    (comment) => {
      expect(run(`x = ⟦random_uuid:f()⟧  ${comment}\n`)).toMatchObject({
        kept: [],
        problems: [`suppression_without_reason ${comment.trimEnd()}`],
      });
    },
  );
  it("takes a reason behind a dash or colon", () => {
    expect(run("x = ⟦random_uuid:f()⟧  # l9: ignore[random_uuid] — es ist eine Demo\n")).toMatchObject(NONE);
  });
  it("is not told of an unused suppression as well", () => {
    expect(run("x = 1  # l9: ignore[random_uuid]\n").problems).toEqual(["unused_suppression # l9: ignore[random_uuid]"]);
  });
});

describe("in YAML and Markdown", () => {
  it("takes the finding of a YAML line and of the line below", () => {
    expect(
      run(
        "module:\n  # l9: ignore[unknown_spec_key] our own\n  ⟦unknown_spec_key:x⟧: 1\n  ⟦unknown_spec_key:y⟧: 2 # l9: ignore[unknown_spec_key] ours\n",
        "yaml",
        () => false,
      ).kept,
    ).toEqual([]);
  });
  it("is no comment inside a text", () => {
    expect(run('a: "# l9: ignore[random_uuid] x"\nb: |\n  # l9: ignore[random_uuid] x\n', "yaml").problems).toEqual([]);
  });
  it("takes a file's findings from above the first key", () => {
    expect(run("%YAML 1.2\n---\n# l9: ignore-file[random_uuid] x\n⟦random_uuid:a⟧: 1\n", "yaml")).toMatchObject(NONE);
    expect(run("a: 1\n# l9: ignore-file[random_uuid] x\n⟦random_uuid:b⟧: 1\n", "yaml").kept).toEqual(["random_uuid"]);
  });
  it("takes an HTML comment in Markdown", () => {
    expect(run("<!-- l9: ignore-file[random_uuid] an overview -->\n# ⟦random_uuid:T⟧\n", "md")).toMatchObject(NONE);
    expect(run("<!-- l9: ignore-file[random_uuid] -->\n# ⟦random_uuid:T⟧\n", "md").problems).toEqual([
      "suppression_without_reason <!-- l9: ignore-file[random_uuid] -->",
    ]);
  });
});
