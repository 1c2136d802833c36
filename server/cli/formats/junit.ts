import type { Finding } from "../../lint/finding.ts";
import { shownRange, type CheckResult } from "../result.ts";
import { visible } from "../../syntax/visible.ts";

/** JUnit XML: a suite for each file with findings, a case for each finding. Errors fail; warnings and infos pass and say so. */
export function formatJunit(result: CheckResult): string {
  const files = [...new Set(result.findings.map((finding) => finding.path))];
  const suites = files.map((path) => suite(result, path));
  const failures = result.findings.filter(fails).length;
  const clean =
    result.findings.length === 0
      ? ['  <testsuite name="l9" tests="1" failures="0"><testcase classname="l9" name="no findings"/></testsuite>']
      : [];
  const tests = Math.max(result.findings.length, 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="l9" tests="${tests}" failures="${failures}">`,
    ...clean,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(result: CheckResult, path: string): string {
  const findings = result.findings.filter((finding) => finding.path === path);
  const shown = escape(result.shown(path));
  const cases = findings.map((finding) => testCase(result, finding));
  return [
    `  <testsuite name="${shown}" tests="${findings.length}" failures="${findings.filter(fails).length}">`,
    ...cases,
    "  </testsuite>",
  ].join("\n");
}

function testCase(result: CheckResult, finding: Finding): string {
  const { start } = shownRange(result.textOf(finding.path), finding.span);
  const path = result.shown(finding.path);
  const text = escape(`${path}:${start.line}:${start.column}: ${finding.message}`);
  const body = fails(finding)
    ? `<failure type="${finding.rule}" message="${escape(finding.message)}">${text}</failure>`
    : `<system-out>${finding.severity}: ${text}</system-out>`;
  return `    <testcase classname="${escape(path)}" name="${finding.rule} ${start.line}:${start.column}" file="${escape(path)}" line="${start.line}">${body}</testcase>`;
}

function fails(finding: Finding): boolean {
  return finding.severity === "error";
}

/** XML has no way to write most control characters, nor the two that are none. */
function escape(text: string): string {
  return visible(text, "\n\t")
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
