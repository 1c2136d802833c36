// Reads vitest's JSON report and prints the numbers as the last line. Exit 1 where a test failed, was skipped, or none ran.
import { readFileSync } from "node:fs";

let report;
try {
  report = JSON.parse(readFileSync(process.argv[2], "utf8"));
} catch {
  console.log("The tests did not run.");
  console.log("0 passed, 0 failed");
  process.exit(1);
}
const tests = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
const passed = tests.filter((test) => test.status === "passed").length;
const failed = tests.filter((test) => test.status === "failed");
// A file that could not be loaded has no tests to count: it is one failure.
const broken = report.testResults.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
const skipped = tests.filter((test) => test.status !== "passed" && test.status !== "failed");

for (const test of failed) console.log(`failed: ${test.file}: ${test.fullName}`);
for (const file of broken) console.log(`failed: ${file.name}: ${file.message}`);
for (const test of skipped) console.log(`skipped, which counts as a failure of this run: ${test.file}: ${test.fullName}`);
const failures = failed.length + broken.length;
console.log(`${passed} passed, ${failures} failed`);
process.exit(failures > 0 || skipped.length > 0 || passed === 0 ? 1 : 0);
