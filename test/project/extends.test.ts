import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadConfig, type LoadedConfig } from "../../server/project/config.ts";

// What `extends` leads to, in which order it counts, and what is said where it leads nowhere.

function folder(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-extends-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** The configuration of a folder below the root; what is outside of it is another's. */
async function load(root: string, at = "."): Promise<LoadedConfig> {
  return loadConfig(join(root, at), { userFile: null });
}

/** Each problem as `FILE:OFFSET message`. */
function said(root: string, { problems }: LoadedConfig): string[] {
  return problems.map(({ path, span, message }) => `${relative(root, path)}:${span.start} ${message}`);
}

describe("extends", () => {
  it("lays a file over those that it extends: values replace, maps add by key, tables by rows, overrides follow", async () => {
    const root = folder({
      "l9.config.yaml":
        "extends: [team/base.yaml, ./team/strict.yaml]\nexclude: [c]\nrules: { random_uuid: info }\noverrides: [{ files: [c/**], rules: { type_ignore: off } }]\n".replace(
          "team/base",
          "./team/base",
        ),
      "team/base.yaml":
        "scope: all\nexclude: [a, b]\nrules: { random_uuid: off, type_ignore: off }\ninjected: { store: Store }\n" +
        "profile: { forbidden_imports: [{ module: aa, instead: bb }] }\noverrides: [{ files: [a/**], rules: { type_ignore: off } }]\n",
      "team/strict.yaml":
        "extends: ../more.yml\nrules: { type_ignore: error }\nprofile: { forbidden_imports: [{ module: cc }] }\n",
      "more.yml":
        "injected: { bus: Bus }\nagreements: [{ id: tools, sources: [{ file: a.yaml, keys: x }, { file: b.yaml, keys: x }] }]\n",
    });
    const loaded = await load(root);
    expect(said(root, loaded)).toEqual([]);
    const { config, files } = loaded;
    expect(files.map((path) => relative(root, path))).toEqual([
      "team/base.yaml",
      "more.yml",
      "team/strict.yaml",
      "l9.config.yaml",
    ]);
    expect(config).toMatchObject({
      scope: "all",
      exclude: ["c"],
      rules: { random_uuid: "info", type_ignore: "error" },
      injected: { store: "Store", bus: "Bus" },
    });
    expect(config.profile.forbidden_imports.slice(-2).map(({ module }) => module)).toEqual(["aa", "cc"]);
    expect(config.agreements).toMatchObject([{ id: "tools", from: join(root, "more.yml") }]);
    expect(config.overrides.map(({ files: globs }) => globs)).toEqual([["a/**"], ["c/**"]]);
  });

  it("finds a file of an installed package, of npm and of Python, beside the file that names it or above", async () => {
    const root = folder({
      "l9.config.yaml": 'extends: ["@team/l9/base.yaml", "team_l9/rules.yaml", "./sub/own.yaml"]\n',
      "node_modules/@team/l9/base.yaml": "extends: ./part.yaml\nrules: { random_uuid: off }\n",
      "node_modules/@team/l9/part.yaml": "rules: { type_ignore: info }\n",
      ".venv/lib/python3.12/site-packages/team_l9/rules.yaml": "rules: { code_syntax: warning }\n",
      "sub/own.yaml": "extends: near/x.yaml\n",
      "sub/node_modules/near/x.yaml": "extends: far/x.yaml\n",
      "node_modules/far/x.yaml": "rules: { unused_imports: off }\n",
    });
    const loaded = await load(root);
    expect(said(root, loaded)).toEqual([]);
    expect(loaded.config.rules).toEqual({
      ...{ random_uuid: "off", type_ignore: "info", code_syntax: "warning", unused_imports: "off" },
    });
  });

  it("says at its place what leads nowhere, and changes nothing then", async () => {
    const rows: [string, RegExp][] = [
      ["./none.yaml", /`extends: \.\/none\.yaml` can not be read: it does not exist\./],
      ["base.yaml", /is no file of an installed package: write \.\/base\.yaml/],
      ["'@team/l9/base.yaml'", /neither in node_modules nor in \.venv: install @team\/l9, or/],
      ["team/../../x.yaml", /neither in node_modules/],
      ["./base.json", /names no YAML file/],
      ["https://example.org/base.yaml", /is an address, and nothing is fetched/],
      ["../outside.yaml", /lies outside of the workspace, where nothing is read/],
      ["/etc/l9.yaml", /lies outside of the workspace/],
      ["~/l9.yaml", /is no path/],
      ["./link.yaml", /is a link that leads out of the workspace/],
      ["linked/x.yaml", /is a link that leads out of the workspace/],
      ["./folder.yaml", /can not be read: it is a folder/],
      ["./l9.config.yaml", /leads back to this file: take it out/],
      ["3", /`extends` must be the name of a file, or a list of them, but is 3\./],
    ];
    for (const [text, expected] of rows) {
      const root = folder({
        "ws/l9.config.yaml": `scope: all\nextends: ${text}\n`,
        "ws/base.yaml": "",
        "ws/folder.yaml/x": "",
        "outside.yaml": "scope: all\n",
        "elsewhere/x.yaml": "scope: all\n",
        "ws/node_modules/x": "",
      });
      symlinkSync(join(root, "outside.yaml"), join(root, "ws", "link.yaml"));
      symlinkSync(join(root, "elsewhere"), join(root, "ws", "node_modules", "linked"));
      const loaded = await load(root, "ws");
      expect(said(root, loaded), text).toEqual([expect.stringMatching(expected)]);
      expect(loaded.problems[0]?.span.start, text).toBe("scope: all\nextends: ".length);
      expect(loaded.config.scope, text).toBe("modules");
    }
  });

  it("a circle is told where it closes; a file that two extend is none", async () => {
    const circle = folder({
      "l9.config.yaml": "extends: ./a.yaml\n",
      "a.yaml": "extends: ./b.yaml\n",
      "b.yaml": "rules: {}\nextends: [./a.yaml]\n",
    });
    expect(said(circle, await load(circle))).toEqual([
      "b.yaml:20 `extends: ./a.yaml` leads back to a file that extends this one: take it out, or what it extends there.",
    ]);
    const diamond = folder({
      "l9.config.yaml": "extends: [./a.yaml, ./b.yaml]\n",
      "a.yaml": "extends: ./base.yaml\nrules: { random_uuid: error }\n",
      "b.yaml": "extends: ./base.yaml\n",
      "base.yaml": "rules: { random_uuid: off }\n",
    });
    const loaded = await load(diamond);
    expect(said(diamond, loaded)).toEqual([]);
    expect(loaded.config.rules.random_uuid).toBe("off");
  });

  it("a few lines can not have any number of files read", async () => {
    const files: Record<string, string> = { "l9.config.yaml": "extends: [./a0.yaml, ./a0.yaml]\n" };
    for (let at = 0; at < 30; at++) files[`a${at}.yaml`] = `extends: [./a${at + 1}.yaml, ./a${at + 1}.yaml]\n`;
    files["a30.yaml"] = "scope: all\n";
    const root = folder(files);
    const loaded = await load(root);
    expect(loaded.links).toHaveLength(100);
    expect(loaded.problems[0]?.message).toContain("more than 100 files");
  });

  it("an error of an extended file stands in that file; what only the workspace or the user may say has no effect there", async () => {
    const root = folder({
      "l9.config.yaml": "extends: ./base.yaml\n",
      "base.yaml": "rules: { random_uuid: loud }\n",
    });
    expect(said(root, await load(root))).toEqual([expect.stringMatching(/^base\.yaml:\d+ `rules\.random_uuid` must be/)]);
    writeFileSync(join(root, "base.yaml"), "baseline: known.json\n");
    expect(said(root, await load(root))).toEqual([expect.stringMatching(/^base\.yaml:0 `baseline` belongs/)]);
    writeFileSync(join(root, "base.yaml"), "generate: { command: ./run, max_repairs: 7 }\nspace: [../x, space]\n");
    const { config, untrusted } = await load(root);
    expect(config).toMatchObject({ generate: { command: null, max_repairs: 7 }, space: ["space"] });
    expect(untrusted).toEqual(["generate.command", "space"]);
  });

  it("the user's own file, and a trusted workspace, may extend a file anywhere", async () => {
    const root = folder({
      "home/config.yaml": "extends: ../shared/mine.yaml\n",
      "shared/mine.yaml": "rules: { random_uuid: off }\n",
      "ws/l9.config.yaml": "extends: ../shared/team.yaml\n",
      "shared/team.yaml": "rules: { type_ignore: off }\n",
    });
    const own = await loadConfig(join(root, "ws"), { userFile: join(root, "home", "config.yaml"), trusted: true });
    expect(said(root, own)).toEqual([]);
    expect(own.config.rules).toEqual({ random_uuid: "off", type_ignore: "off" });
  });
});
