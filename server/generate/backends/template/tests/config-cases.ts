import { literal } from "../code/config.ts";
import type { Design } from "../design/shape.ts";
import type { Setting } from "../design/environment.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { settingValue } from "./scene.ts";

/** Every variable of the spec is read, an optional one has its default, a required one is asked for. */
export function configCases(design: Design): TestCase[] {
  const { environment, names } = design;
  const { settings } = environment;
  if (settings.length === 0) return [];
  const required = settings.filter((setting) => setting.required);
  const optional = settings.filter((setting) => !setting.required);
  const read = `${names.config}.from_env()`;
  const defaults = optional.map((setting) => `${setting.field}=${literal(setting)}`);
  return [
    {
      topic: "config",
      answers: [],
      name: "config_read_from_environment",
      about: "config",
      spare: 1,
      doc: "Every variable of the spec is read; one that is required and not set, or empty, is an error that names it.",
      parameters: ["monkeypatch: pytest.MonkeyPatch"],
      body: [
        ...settings.map((setting) => `monkeypatch.setenv(${pyString(setting.variable)}, ${asText(setting, design)})`),
        `assert ${read} == CONFIG`,
        ...(optional.length > 0
          ? [
              ...each(optional, (variable) => [`monkeypatch.delenv(${variable})`]),
              call(`assert ${read} == replace`, ["CONFIG", ...defaults], 4),
              // A switch has two values, and the first of them may have been its default.
              ...optional
                .filter((setting) => setting.type === "bool" && settingValue(setting, design) === literal(setting))
                .flatMap((setting) => {
                  const off = literal(setting) === "True";
                  return [
                    `monkeypatch.setenv(${pyString(setting.variable)}, "${off ? "false" : "true"}")`,
                    `assert ${read}.${setting.field} is ${off ? "False" : "True"}`,
                  ];
                }),
            ]
          : []),
        ...(required.length > 0
          ? each(required, (variable) => [
              "with monkeypatch.context() as patch:",
              `    patch.setenv(${variable}, "")`,
              `    with pytest.raises(ValueError, match=${variable}):`,
              `        ${read}`,
            ])
          : []),
      ],
    },
  ];
}

/** Lines for each variable: a loop where there are several. */
function each(settings: readonly Setting[], body: (variable: string) => readonly string[]): string[] {
  const names = settings.map(({ variable }) => pyString(variable));
  if (names.length === 1) return [...body(names[0] ?? "")];
  return [`for variable in (${names.join(", ")}):`, ...body("variable").map((line) => `    ${line}`)];
}

/** What the test sets a variable to: another value than the default. */
function asText(setting: Setting, design: Design): string {
  const value = settingValue(setting, design);
  if (setting.type === "bool") return value === "True" ? '"true"' : '"false"';
  return setting.type === "int" ? pyString(value) : value;
}
