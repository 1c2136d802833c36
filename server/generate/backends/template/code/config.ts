import type { Setting } from "../design/environment.ts";
import type { Design } from "../design/shape.ts";
import { py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";

/** The settings, read from the environment by a factory that start-up calls. */
export function configBlocks({ names, environment }: Design): Block[] {
  const { settings } = environment;
  if (settings.length === 0) return [];
  const sorted = [...settings].sort((a, b) => Number(hasDefault(a)) - Number(hasDefault(b)));
  const helpers: Block[] = [];
  if (settings.some(({ required }) => required)) {
    helpers.push({
      defines: ["_required"],
      code: py`
        def _required(name: str) -> str:
            """The value of a variable; one that is missing or empty is an error that names it."""
            value = os.environ.get(name, "")
            if not value:
                raise ValueError(f"the environment variable {name} is not set")
            return value
      `,
    });
  }
  if (settings.some((setting) => setting.type === "int" && !setting.required && setting.default === null)) {
    helpers.push({
      defines: ["_optional_int"],
      code: py`
        def _optional_int(name: str) -> Optional[int]:
            """The number that a variable holds; None where it is not set."""
            value = os.environ.get(name)
            return int(value) if value else None
      `,
    });
  }
  return [
    ...helpers,
    {
      defines: [names.config],
      code: py`
        @dataclass(frozen=True)
        class ${names.config}:
            """Settings, read once at start-up."""

            ${sorted.map((setting) => `${setting.field}: ${annotation(setting)}${hasDefault(setting) ? ` = ${literal(setting)}` : ""}`)}

            @classmethod
            def from_env(cls) -> "${names.config}":
                """Reads the environment${settings.some(({ required }) => required) ? "; a required variable that is not set is an error that names it" : ""}."""
                return cls(
                    ${sorted.map((setting) => `${setting.field}=${read(setting)},`)}
                )
      `,
    },
  ];
}

function hasDefault({ required }: Setting): boolean {
  return !required;
}

function annotation({ type, required, default: value }: Setting): string {
  return required || value !== null ? type : `Optional[${type}]`;
}

/** A setting's default as Python. */
export function literal({ default: value }: Setting): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? String(value) : pyString(value);
}

function read({ variable, type, required, default: value }: Setting): string {
  const name = pyString(variable);
  if (type === "bool") {
    const text = required ? `_required(${name})` : `os.environ.get(${name}, ${pyString(value === true ? "true" : "false")})`;
    return `${text}.lower() in ("1", "true", "yes", "on")`;
  }
  if (required) return type === "int" ? `int(_required(${name}))` : `_required(${name})`;
  if (type === "int") {
    return value === null ? `_optional_int(${name})` : `int(os.environ.get(${name}, ${pyString(String(value))}))`;
  }
  return value === null ? `os.environ.get(${name})` : `os.environ.get(${name}, ${pyString(String(value))})`;
}
