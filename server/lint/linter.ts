import type { Report, Rule } from "../../rules/define.ts";
import { rules as allRules } from "../../rules/index.ts";
import { defaultProfile } from "../../rules/profile/index.ts";
import type { Project } from "../facts/project.ts";
import { readSpec } from "../facts/spec.ts";
import type { Config } from "../project/config.ts";
import { Files } from "../project/files.ts";
import { byPlace, type Finding } from "./finding.ts";
import { internalError, PythonFile, type Reported } from "./python-file.ts";

/** The analysis of one workspace folder: texts in, findings out. Knows neither LSP nor the command line. */
export class Linter {
  readonly files: Files;
  readonly root: string;
  readonly config: Config;
  readonly #rules: readonly Rule[];
  readonly #byId: ReadonlyMap<string, Rule>;
  readonly #python = new Map<string, PythonFile>();
  readonly #project: Project;

  constructor(root: string, config: Config, { select, ignore = [] }: { select?: readonly string[]; ignore?: readonly string[] } = {}) {
    this.root = root;
    this.config = config;
    this.files = new Files(config.max_file_size);
    this.#rules = allRules.filter((rule) => config.rules[rule.id] !== "off" && (!select || select.includes(rule.id)) && !ignore.includes(rule.id));
    this.#byId = new Map(allRules.map((rule) => [rule.id, rule]));
    this.#project = { root, profile: defaultProfile, module: null };
  }

  /** Every finding of one file, sorted by place. */
  check(path: string): Finding[] {
    const read = this.files.read(path);
    if ("problem" in read) return [this.#finding(path, { rule: "file_skipped", at: { start: 0, end: 0 }, message: `This file is not checked: ${read.problem}.` })];
    const reports = /\.pyi?$/.test(path) ? this.#checkPython(path, read.text) : /\.ya?ml$/.test(path) ? this.#checkSpec(path, read.text) : [];
    return reports.map((report) => this.#finding(path, report)).sort(byPlace);
  }

  /** Finds the workspace's specs and the modules they describe. Done once; later changes come through `setOpen`, `close` and `changed`. */
  scan(): void {}

  /** Every file to check in the configured scope, sorted. */
  paths(): string[] {
    return [];
  }

  /** The editor's text for a file, which counts instead of the one on disk until `close`. Returns the other files whose findings may have changed. */
  setOpen(path: string, text: string): string[] {
    this.files.setOpen(path, text);
    return [];
  }

  /** The editor gave the file up: the one on disk counts again. Returns the other files whose findings may have changed. */
  close(path: string): string[] {
    this.files.close(path);
    return [];
  }

  /** A file was created, changed or deleted on disk. Returns the other files whose findings may have changed. */
  changed(path: string): string[] {
    void path;
    return [];
  }

  /** The findings that a file would have with another text; the file itself keeps the text it has. */
  checkText(path: string, text: string): Finding[] {
    const before = this.files.read(path);
    const wasOpen = this.files.isOpen(path);
    this.files.setOpen(path, text);
    try {
      return this.check(path);
    } finally {
      if (wasOpen && "text" in before) this.files.setOpen(path, before.text);
      else this.files.close(path);
    }
  }

  dispose(): void {
    for (const file of this.#python.values()) file.dispose();
    this.#python.clear();
  }

  #checkPython(path: string, text: string): Reported[] {
    let file = this.#python.get(path);
    if (file) file.update(text);
    else this.#python.set(path, (file = new PythonFile(path, text)));
    return file.check(this.#rules, this.#project);
  }

  #checkSpec(path: string, text: string): Reported[] {
    const reports: Reported[] = [];
    for (const document of readSpec(path, text)) {
      for (const rule of this.#rules) {
        if (!rule.spec) continue;
        try {
          rule.spec(document, { path, project: this.#project, report: (report: Report) => void reports.push({ ...report, rule: rule.id }) });
        } catch (error) {
          reports.push(internalError(rule, error, { start: 0, end: 0 }));
        }
      }
    }
    return reports;
  }

  #finding(path: string, report: Reported): Finding {
    const configured = this.config.rules[report.rule];
    return {
      rule: report.rule,
      severity: configured && configured !== "off" ? configured : (this.#byId.get(report.rule)?.severity ?? "error"),
      path,
      span: { start: report.at.start, end: report.at.end },
      message: report.message,
      module: null,
      fix: report.fix ?? null,
      related: (report.related ?? []).map((related) => ({ path: related.path ?? path, span: related.at, message: related.message })),
      data: report.data ?? {},
    };
  }
}
