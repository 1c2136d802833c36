import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Random } from "../fixtures/random.ts";

// A workspace on the disk that changes at random, as a repository does: texts, names of files, configuration, contracts, branches.

const ORDERS = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

const OWN_RULE =
  "id: no_prints\nlanguage: python\nseverity: warning\nrule: {pattern: logger.info($$$)}\nmessage: Say it louder.\n";

/** Laid over the sample: code without a module, TypeScript with contracts of its own, JSX, a second root. */
const MORE: Record<string, string> = {
  "l9.config.yaml": "scope: all\n",
  ".l9/rules/no_prints.yaml": OWN_RULE,
  "scripts/job.py":
    'import os\nimport sys\nfrom memory.substrate_models import PacketEnvelopeIn\nfrom memory.substrate_service import MemorySubstrateService\n\n\nasync def run(service: MemorySubstrateService) -> None:\n    await service.write_packet(PacketEnvelopeIn(packet_type="x", payload={}, colour="red"))\n    await service.write_packets([])  # l9: ignore[unknown_service_method] tried\n    print(os.name)\n',
  "scripts/uses.py":
    "from scripts.job import run, missing\nfrom core.agents.schemas import AgentTask\n\nprint(run, missing, AgentTask)\n",
  "web/models.ts":
    "export interface Order {\n  id: string;\n  amount: number;\n}\n\nexport class OrderService {\n  async place(order: Order): Promise<void> {}\n}\n",
  "web/use.ts":
    'import { readFileSync } from "node:fs";\nimport { type Order, OrderService } from "./models";\n\nexport async function run(service: OrderService): Promise<void> {\n  const order: Order = { id: crypto.randomUUID(), amount: 1, colour: 2 };\n  await service.place(order);\n  await service.remove(order);\n}\n',
  "web/view.tsx": 'import { h } from "preact";\n\nexport const View = () => <b>{String(1)}</b>;\n',
  "app/pyproject.toml": '[project]\nname = "app"\nversion = "1"\ndependencies = ["httpx"]\n',
  "app/main.py": "import httpx\nimport requests\n\nthread_id = httpx.get('x')\n",
};

const CONFIGURATIONS = [
  "scope: all\n",
  "scope: modules\n",
  "scope: contracts\n",
  "scope: all\nrules: {unused_imports: off, missing_type_hints: info}\n",
  "scope: all\noverrides: [{files: ['scripts/**'], rules: {forbidden_import: off}, profile: {forbidden_imports: [{module: os, why: tests}]}}]\n",
  "scope: all\nprofile: {forbidden_imports: [{module: sys, instead: os, why: tests, in: [scripts/**]}]}\n",
  "scope: all\nprofile: {forbidden_imports: [{module: sys, instead: os, why: tests, in: [scripts/**], until: 2020-01-01}]}\n",
  "scope: all\ncontracts_from: space\n",
  "scope: all\nspace: []\n",
  "scope: all\nexclude: [web, app/main.py]\n",
  "scope: all\nmodel_aliases: {PacketEnvelopeIn: AgentTask}\n",
  "scope: all\ninjected: {service: memory.substrate_service.MemorySubstrateService}\n",
  "scope: all\nmax_file_size: 900\n",
  "scope: all\nagreements:\n  - name: types\n    sets:\n      - {file: core/schemas/packet_envelope.py, enum: PacketKind}\n      - {file: web/models.ts, enum: PacketKind}\n",
];

const LINES = [
  "import json",
  "# a comment that moves what stands below it",
  "",
  "from memory.substrate_models import PacketEnvelopeIn",
  "thread_id = uuid4()",
  "    colour: str = 'red'",
  "    async def close_all(self, hard: bool) -> None: ...",
  "class Order:",
  "# module: orders_webhook",
  "x = (",
];
const WORDS = [
  "packet_type",
  "write_packet",
  "PacketEnvelopeIn",
  "MemorySubstrateService",
  "payload",
  "AgentTask",
  "Order",
  "place",
  "colour",
];

export class RandomWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), "l9-kept-"));
  readonly #random: Random;
  /** What the files had first, to which a branch leads back. */
  readonly #first = new Map<string, string>();

  constructor(seed: number) {
    this.#random = new Random(seed);
    cpSync(ORDERS, this.root, { recursive: true });
    for (const [name, text] of Object.entries(MORE)) this.#write(name, text);
    for (const name of this.#names()) this.#first.set(name, this.#read(name));
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Changes something; says what. */
  step(): string {
    const random = this.#random;
    const kind = random.int(0, 9);
    if (kind === 0) return this.#configure();
    if (kind === 1) return this.#rename();
    if (kind === 2) return this.#remove();
    if (kind === 3) return this.#restore();
    return this.#edit();
  }

  #configure(): string {
    const name = this.#random.pick([
      "l9.config.yaml",
      "l9.config.yaml",
      "pyproject.toml",
      ".l9/rules/no_prints.yaml",
      "web/tsconfig.json",
    ]);
    const texts: Record<string, string[]> = {
      "pyproject.toml": [
        '[project]\nname = "x"\ndependencies = []\n',
        '[project]\nname = "x"\ndependencies = ["requests", "preact"]\n',
      ],
      ".l9/rules/no_prints.yaml": [
        OWN_RULE,
        OWN_RULE.replace("logger.info", "print"),
        OWN_RULE.replace("louder", "softly"),
        "id: [\n",
      ],
      "web/tsconfig.json": ['{"compilerOptions": {"jsxFactory": "h"}}', "{}"],
    };
    const text = this.#random.pick(texts[name] ?? CONFIGURATIONS);
    this.#write(name, text);
    return `${name}: ${text}`;
  }

  #rename(): string {
    const name = this.#random.pick(this.#names());
    const to = `${dirname(name)}/${this.#random.pick(["renamed", "test_renamed", "governance"])}${/\.[^.]+$/.exec(name)?.[0] ?? ""}`;
    renameSync(join(this.root, name), join(this.root, to));
    return `${name} becomes ${to}`;
  }

  #remove(): string {
    const name = this.#random.pick(this.#names());
    rmSync(join(this.root, name));
    return `${name} goes`;
  }

  #restore(): string {
    const name = this.#random.pick([...this.#first.keys()]);
    this.#write(name, this.#first.get(name) ?? "");
    return `${name} is as it was`;
  }

  #edit(): string {
    const name = this.#random.pick(this.#names());
    const lines = this.#read(name).split("\n");
    const at = this.#random.int(0, lines.length);
    const word = this.#random.pick(WORDS);
    const kind = this.#random.int(0, 3);
    if (kind === 0) lines.splice(at, 0, this.#random.pick(LINES));
    else if (kind === 1) lines.splice(at, 1);
    else if (kind === 2) lines.unshift(this.#random.pick(LINES));
    else for (const [index, line] of lines.entries()) lines[index] = line.replaceAll(word, `${word}2`);
    this.#write(name, lines.join("\n"));
    return `${name}: edit ${kind} at line ${at}, ${word}`;
  }

  #names(): string[] {
    const all = readdirSync(this.root, { recursive: true, withFileTypes: true });
    return all
      .filter((entry) => entry.isFile() && entry.name !== "l9.config.yaml")
      .map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1))
      .sort();
  }

  #read(name: string): string {
    return readFileSync(join(this.root, name), "utf8");
  }

  #write(name: string, text: string): void {
    const path = join(this.root, name);
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
