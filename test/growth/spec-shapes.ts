import { many, repeated, type Grown } from "./grown.ts";

const SPEC_HEAD = `module:
  id: orders
  name: Orders
  purpose: Takes orders.
`;

export const YAML: Readonly<Record<string, Grown>> = {
  documents: repeated(`---\n${SPEC_HEAD}`),
  "empty documents": repeated("---\n"),
  keys: repeated((at) => `  k${at}: 1\n`, SPEC_HEAD),
  "one key": repeated("  name: x\n", SPEC_HEAD),
  modules: repeated(SPEC_HEAD),
  "new files": repeated((at) => `      - api/f${at}.py\n`, `${SPEC_HEAD}  repo:\n    allowed_new_files:\n`),
  "one new file": repeated("      - api/f.py\n", `${SPEC_HEAD}  repo:\n    allowed_new_files:\n`),
  "modified files": repeated((at) => `      - api/f${at}.py\n`, `${SPEC_HEAD}  repo:\n    allowed_modified_files:\n`),
  inbound: repeated(
    (at) => `      - {name: n${at}, method: POST, route: /r${at}, auth: bearer}\n`,
    `${SPEC_HEAD}  interfaces:\n    inbound:\n`,
  ),
  "inbound of one name": repeated("      - {name: n, method: POST, route: /r}\n", `${SPEC_HEAD}  interfaces:\n    inbound:\n`),
  outbound: repeated(
    (at) => `      - {name: n${at}, endpoint: /e${at}, method: GET}\n`,
    `${SPEC_HEAD}  interfaces:\n    outbound:\n`,
  ),
  headers: repeated(
    (at) => `          - X-H${at}\n`,
    `${SPEC_HEAD}  interfaces:\n    inbound:\n      - name: a\n        headers:\n`,
  ),
  emits: repeated((at) => `      - orders.e${at}\n`, `${SPEC_HEAD}  packet_contract:\n    emits:\n`),
  metadata: repeated((at) => `      - m${at}\n`, `${SPEC_HEAD}  packet_contract:\n    requires_metadata:\n`),
  categories: repeated((at) => `      c${at}: {status: 400, action: reject}\n`, `${SPEC_HEAD}  error_policy:\n    categories:\n`),
  environment: repeated((at) => `      - E${at}\n`, `${SPEC_HEAD}  environment:\n    required:\n`),
  "optional environment": repeated((at) => `      - {name: E${at}, default: x}\n`, `${SPEC_HEAD}  environment:\n    optional:\n`),
  acceptance: repeated((at) => `      - takes_${at}\n`, `${SPEC_HEAD}  acceptance:\n    required:\n`),
  "one acceptance name": repeated("      - takes\n", `${SPEC_HEAD}  acceptance:\n    required:\n`),
  "acceptance maps": repeated(
    (at) => `      - {id: takes_${at}, description: x}\n`,
    `${SPEC_HEAD}  acceptance:\n    required:\n`,
  ),
  "key fields": repeated((at) => `      - f${at}\n`, `${SPEC_HEAD}  threading:\n    key_fields:\n`),
  "model aliases": repeated((at) => `    A${at}: B${at}\n`, `${SPEC_HEAD}  model_aliases:\n`),
  notes: repeated((at) => `    - note ${at}\n`, `${SPEC_HEAD}  notes_for_generators:\n`),
  placeholders: repeated((at) => `    - "{{ note_${at} }}"\n`, `${SPEC_HEAD}  goals:\n`),
  "{{ in the id": (times) => `module:\n  id: ${"{{a}}".repeat(times)}\n`,
  "open {{": (times) => `module:\n  id: "${"{{".repeat(times)}"\n`,
  "{{ in keys": repeated((at) => `  "{{k${at}}}": 1\n`, SPEC_HEAD),
  anchors: repeated((at) => `  k${at}: &a${at} 1\n`, SPEC_HEAD),
  "aliases of one anchor": repeated((at) => `  k${at}: *a\n`, `${SPEC_HEAD}  k: &a 1\n`),
  "an anchor and its alias": repeated((at) => `  k${at}: &a${at} 1\n  l${at}: *a${at}\n`, SPEC_HEAD),
  "aliases without an anchor": repeated((at) => `  k${at}: *b${at}\n`, SPEC_HEAD),
  "one anchor again and again": repeated((at) => `  k${at}: &a 1\n`, SPEC_HEAD),
  "merge keys": repeated((at) => `  k${at}: {<<: *a}\n`, `${SPEC_HEAD}  k: &a {x: 1}\n`),
  "one merge of many": (times) => `${SPEC_HEAD}  k: &a {x: 1}\n  l: {<<: [${many(times, () => "*a", ", ")}]}\n`,
  "nested lists": (times) => `${SPEC_HEAD}  k: ${"[".repeat(times)}${"]".repeat(times)}\n`,
  "nested maps": (times) => `${many(times, (at) => `${" ".repeat(at)}k:\n`)}`,
  "open brackets": (times) => `${SPEC_HEAD}  k: ${"[".repeat(times)}\n`,
  "a flow list": (times) => `${SPEC_HEAD}  k: [${many(times, (at) => String(at), ", ")}]\n`,
  comments: repeated("  # comment\n", SPEC_HEAD),
  suppressions: repeated((at) => `  k${at}: 1  # l9: ignore[spec_unknown_key] why\n`, SPEC_HEAD),
  "a long text": (times) => `${SPEC_HEAD}  k: |\n${"    line\n".repeat(times)}`,
  "a long line": (times) => `${SPEC_HEAD}  k: ${"word ".repeat(times)}\n`,
  "broken lines": repeated("  : : :\n", SPEC_HEAD),
  tabs: repeated("\tk: 1\n", SPEC_HEAD),
  colons: (times) => `${SPEC_HEAD}  ${"a: ".repeat(times)}\n`,
  tags: repeated((at) => `  k${at}: !t 1\n`, SPEC_HEAD),
  "question marks": repeated((at) => `  ? k${at}\n  : 1\n`, SPEC_HEAD),
  "a long path": (times) => `${SPEC_HEAD}  repo:\n    allowed_new_files: ["${"a/".repeat(times)}b.py"]\n`,
  "a long path upwards": (times) => `${SPEC_HEAD}  repo:\n    allowed_new_files: ["${"../".repeat(times)}b.py"]\n`,
};

export const MARKDOWN: Readonly<Record<string, Grown>> = {
  fences: repeated("```yaml\na: 1\n```\n"),
  "fences of specs": repeated(`\`\`\`yaml\n${SPEC_HEAD}\`\`\`\n`),
  "open fences": (times) => many(times, (at) => `${"`".repeat(3 + (at % 40))}yaml\n`),
  "one fence that stays open": (times) => `\`\`\`yaml\n${SPEC_HEAD}${"  a: 1\n".repeat(times)}`,
  tildes: repeated("~~~\na\n~~~\n"),
  headings: repeated((at) => `## heading ${at}\n`),
  "nested headings": (times) => many(times, (at) => `${"#".repeat((at % 6) + 1)} h\n`),
  lines: repeated("word word word\n"),
  backticks: (times) => "`".repeat(times),
  lists: repeated("- a\n  - b\n"),
  tables: repeated("| a | b |\n"),
  comments: repeated("<!-- l9: ignore[spec_path] why -->\n"),
  "{{": repeated("{{ name }}\n"),
};
