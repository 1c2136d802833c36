import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "../generate/python.ts";
import { l9 } from "./run.ts";

// "A first module" of the README, from an empty folder to answers over HTTP, as it is printed there.

const README = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
const [, section = ""] = /^## A first module\n(.*?)^## /ms.exec(README) ?? [];

/** The section's blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...section.matchAll(new RegExp("^```" + language + "\\n(.*?)^```", "gms"))].map(([, text = ""]) => text);
}

/** Whether the module can be served and asked here; says on stderr what is missing. */
function canServe(): boolean {
  const found = hasPython() && spawnSync(PYTHON, ["-c", "import uvicorn"]).status === 0;
  const tools = ["bash", "curl", "openssl"].filter((tool) => spawnSync(tool, ["--version"]).error);
  if (!found || tools.length > 0)
    process.stderr.write(`the first module is not served: ${[...(found ? [] : ["uvicorn"]), ...tools].join(", ")} missing\n`);
  return found && tools.length === 0;
}

it("ends with a module that answers over HTTP", { timeout: 180_000 }, async () => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "l9-first-")));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const [make = "", serve = "", ask = ""] = blocks("sh");
  const commands = make
    .trim()
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").split(/\s+/));
  expect(commands.map(([program]) => program)).toEqual(["l9", "l9", "l9", "pytest"]);
  for (const [program, ...args] of commands) {
    if (program === "l9") expect(l9(args, { cwd })).toMatchObject({ exitCode: 0 });
    else if (hasPython())
      expect(
        execFileSync(PYTHON, ["-m", "pytest", "-q", "-p", "no:cacheprovider"], {
          cwd,
          env: PYTHON_ENVIRONMENT,
          encoding: "utf8",
        }),
      ).toMatch(/\d+ passed/);
  }
  expect(section).toContain("is `api/server.py`:\n\n```python\n");
  writeFileSync(join(cwd, "api/server.py"), blocks("python")[0] ?? "");
  for (const scope of ["modules", "all"]) expect(l9(["check", "--scope", scope], { cwd }).stdout, scope).toContain("No findings");
  if (!canServe()) return;

  const words = serve.trim().split(" ");
  const [variable = "", secret = ""] = (words.shift() ?? "").split("=");
  expect(words.shift()).toBe("uvicorn");
  const server = spawn(PYTHON, ["-m", "uvicorn", ...words, "--port", "0"], {
    cwd,
    env: { ...PYTHON_ENVIRONMENT, [variable]: secret },
  });
  onTestFinished(async () => {
    if (server.exitCode !== null) return;
    server.kill();
    await once(server, "exit");
  });
  let said = "";
  const port = await new Promise<string>((resolve, reject) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /running on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    server.once("exit", () => reject(new Error(`the server ended: ${said}`)));
  });
  const asked = ask.replaceAll("127.0.0.1:8000", `127.0.0.1:${port}`);
  const answers = execFileSync("bash", ["-euc", asked], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const promised = [...ask.matchAll(/# (\d{3})/g)].map(([, status]) => status);
  expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(promised);
  expect(answers).toMatch(/"event_id":"e-1","thread_uuid":"[0-9a-f-]{14}5[0-9a-f-]{21}","duplicate":false/);
  expect(answers).toContain('{"detail":"invalid_signature"}');
});
