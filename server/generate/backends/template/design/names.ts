/** Words that say what a module is, not what it is about. */
const ROLE_WORDS = new Set(["webhook", "adapter", "tool", "service", "endpoint", "api", "module", "handler", "integration"]);

/** The names that a module's code has. */
export interface Names {
  /** The id as a Python name: `twilio_adapter`. */
  py: string;
  /** `orders` of `orders_webhook`. */
  stem: string;
  /** `OrdersWebhook`. */
  pascal: string;
  /** The class that does the work, and the names under which it is kept. */
  handler: string;
  handlerState: string;
  config: string;
  configState: string;
  event: string;
  response: string;
  error: string;
}

/** Kinds that the class which does the work is named for. */
const ROLES = new Set(["tool", "service", "governance", "executor"]);

export function namesOf(id: string, kind: string): Names {
  const py = pythonName(id);
  const words = py.split("_").filter(Boolean);
  const about = words.filter((word) => !ROLE_WORDS.has(word));
  const stem = (about.length > 0 ? about : words).join("_");
  const role = ROLES.has(kind) ? kind : "adapter";
  const bare = words.at(-1) === role ? words.slice(0, -1) : words;
  const pascal = pascalCase(bare.length > 0 ? bare.join("_") : py);
  const state = words.at(-1) === role ? py : `${py}_${role}`;
  return {
    py,
    stem,
    pascal,
    handler: `${pascal}${pascalCase(role)}`,
    handlerState: state,
    config: `${pascal}Config`,
    configState: `${py}_config`,
    event: `${pascal}${kind === "tool" ? "Arguments" : kind === "governance" ? "Request" : "Event"}`,
    response: `${pascal}${kind === "governance" ? "Decision" : "Response"}`,
    error: `${pascal}Error`,
  };
}

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise " +
    "return try while with yield self"
  ).split(" "),
);

/** A text as a Python name in snake_case. */
export function pythonName(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return KEYWORDS.has(name) || /^\d/.test(name) ? `${/^\d/.test(name) ? "n" : ""}${name}_` : name;
}

export function pascalCase(name: string): string {
  return name
    .split("_")
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** True for what can be a field of a pydantic model. */
export function isFieldName(name: string): boolean {
  return /^[A-Za-z]\w*$/.test(name) && !KEYWORDS.has(name);
}
