import { readdirSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import ts from "typescript";
import { PHASES, type Phase } from "../generate/blocker.ts";
import { readByTemplate } from "./template-reads.ts";

/** Who reads a key of a spec. */
export interface KeyReaders {
  rules: string[];
  phases: Phase[];
}

/** The key that each member of what a spec is read into holds. What is about the text as a whole (`path`, `root`, `span`, `get`) holds none. */
export const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  "SpecDocument.id": ["module.id"],
  "SpecDocument.name": ["module.name"],
  "SpecDocument.kind": ["module.kind"],
  "SpecDocument.language": ["module.language"],
  "SpecDocument.rootPath": ["module.repo.root_path"],
  "SpecDocument.allowedNewFiles": ["module.repo.allowed_new_files"],
  "SpecDocument.allowedModifiedFiles": ["module.repo.allowed_modified_files"],
  "SpecDocument.inbound": ["module.interfaces.inbound"],
  "SpecDocument.outbound": ["module.interfaces.outbound"],
  "SpecDocument.acceptance": ["module.acceptance.required", "module.acceptance.optional"],
  "SpecDocument.environment": ["module.environment.required", "module.environment.optional"],
  "SpecDocument.packetTypes": ["module.packet_contract.emits"],
  "SpecDocument.requiredMetadata": ["module.packet_contract.requires_metadata"],
  "SpecDocument.errorPolicy": ["module.error_policy"],
  "SpecDocument.idempotency": ["module.idempotency"],
  "SpecDocument.threading": ["module.threading"],
  "SpecDocument.modelAliases": ["module.model_aliases"],
  "SpecDocument.canonicalIdentifier": ["module.standards.identity.canonical_identifier"],
  "Inbound.name": ["module.interfaces.inbound[].name"],
  "Inbound.method": ["module.interfaces.inbound[].method"],
  "Inbound.route": ["module.interfaces.inbound[].route"],
  "Inbound.auth": ["module.interfaces.inbound[].auth"],
  "Inbound.signature": ["module.interfaces.inbound[].signature"],
  "SpecSignature.timestamped": [
    "module.interfaces.inbound[].signature.signed",
    "module.interfaces.inbound[].signature.timestamp_header",
  ],
  "Inbound.payloadType": ["module.interfaces.inbound[].payload_type"],
  "Inbound.headers": ["module.interfaces.inbound[].headers"],
  "Outbound.name": ["module.interfaces.outbound[].name"],
  "Outbound.endpoint": ["module.interfaces.outbound[].endpoint"],
  "Outbound.method": ["module.interfaces.outbound[].method"],
  "Outbound.timeoutSeconds": ["module.interfaces.outbound[].timeout_seconds"],
  "Outbound.retry": ["module.interfaces.outbound[].retry"],
  "AcceptanceName.description": ["module.acceptance.required[].description", "module.acceptance.optional[].description"],
  "AcceptanceName.negative": ["module.acceptance.required[].kind", "module.acceptance.optional[].kind"],
  "AcceptanceName.required": ["module.acceptance.required", "module.acceptance.optional"],
  "ErrorCategory.name": ["module.error_policy.categories"],
  "ErrorCategory.status": ["module.error_policy.categories.<name>.status"],
  "ErrorCategory.action": ["module.error_policy.categories.<name>.action"],
  "SpecIdempotency.enabled": ["module.idempotency.enabled"],
  "SpecIdempotency.mechanism": ["module.idempotency.mechanism"],
  "SpecIdempotency.primaryKey": ["module.idempotency.dedupe_key.primary"],
  "SpecIdempotency.fallbackKey": ["module.idempotency.dedupe_key.fallback"],
  "SpecIdempotency.onDuplicate": ["module.idempotency.on_duplicate"],
  "SpecIdempotency.cacheTtlSeconds": ["module.idempotency.cache_ttl_seconds"],
  "SpecThreading.strategy": ["module.threading.strategy"],
  "SpecThreading.namespace": ["module.threading.namespace"],
  "SpecThreading.keyFields": ["module.threading.key_fields"],
};

/** Interfaces of what a spec is read into. */
const HOLDERS = new Set(Object.keys(MEMBERS).map((member) => member.split(".")[0] as string));
/** Contexts of rules say the module's kind, which is the spec's. */
const KINDS = new Set(["CodeContext.kind", "FileContext.kind", "PythonFileContext.kind"]);

/** The readers of each key, as the sources of the rules and of the phases have them; every key that anybody reads. */
export function specReaders(root: string): Record<string, KeyReaders> {
  const rules = files(join(root, "rules")).filter((path) => /^\w+\/\w+\.ts$/.test(relative(join(root, "rules"), path)));
  const own = rules.filter((path) => !/^(?:shared|profile)\//.test(relative(join(root, "rules"), path)));
  const phases = files(join(root, "server", "generate", "phases"));
  const program = programOf([...own, ...phases]);
  const reads = new Reads(program.getTypeChecker(), root);
  const readers = new Map<string, KeyReaders>();
  const of = (key: string): KeyReaders => {
    const known = readers.get(key) ?? { rules: [], phases: [] };
    readers.set(key, known);
    return known;
  };
  const keysOf = (path: string): ReadonlySet<string> => {
    const source = program.getSourceFile(path);
    return source ? reads.of(source) : new Set();
  };
  for (const path of own) {
    const text = program.getSourceFile(path)?.text ?? "";
    const id = /\bid: "(\w+)"/.exec(text)?.[1];
    if (id === basename(path, ".ts")) for (const key of keysOf(path)) of(key).rules.push(id);
  }
  for (const path of phases) {
    const phase = PHASES.find((one) => one.endsWith(`_${basename(path, ".ts").toUpperCase()}`));
    if (phase) for (const key of keysOf(path)) of(key).phases.push(phase);
  }
  for (const key of readByTemplate()) of(key).phases.push("4_GENERATE");
  return Object.fromEntries(
    [...readers]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, found]) => [key, { rules: [...new Set(found.rules)].sort(), phases: [...new Set(found.phases)].sort() }]),
  );
}

/** The project's own sources with the types of the language; those of packages are not needed, and take most of the time. */
function programOf(paths: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, directoryExists } = host;
  const isPackage = (path: string): boolean => /\/node_modules\/(?!typescript\/)/.test(`${path}/`);
  host.fileExists = (path) => !isPackage(path) && fileExists(path);
  host.directoryExists = (path) => !isPackage(path) && (directoryExists?.(path) ?? true);
  return ts.createProgram(paths, options, host);
}

/** Writes the readers where `l9 explain` finds them. */
export function writeSpecReaders(root: string): void {
  const lines = Object.entries(specReaders(root)).map(([key, readers]) => `  ${JSON.stringify(key)}: ${JSON.stringify(readers)}`);
  writeFileSync(join(root, "server", "cli", "spec-readers.json"), `{\n${lines.join(",\n")}\n}\n`);
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .sort();
}

/** What pieces of code read of a spec: themselves, and what they call. */
class Reads {
  readonly #checker: ts.TypeChecker;
  readonly #root: string;
  readonly #known = new Map<ts.Node, Set<string>>();

  constructor(checker: ts.TypeChecker, root: string) {
    this.#checker = checker;
    this.#root = root;
  }

  of(node: ts.Node): Set<string> {
    const known = this.#known.get(node);
    if (known) return known;
    const found = new Set<string>();
    this.#known.set(node, found);
    this.#visit(node, found);
    return found;
  }

  #visit(node: ts.Node, found: Set<string>): void {
    if (ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteralLike(node) && /^module\.[a-z_.]+$/.test(node.text) && isLookUp(node)) found.add(node.text);
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) this.#name(node, found);
    ts.forEachChild(node, (child) => this.#visit(child, found));
  }

  #name(node: ts.Identifier | ts.PrivateIdentifier, found: Set<string>): void {
    const symbol = ts.isBindingElement(node.parent) ? this.#boundTo(node.parent, node) : this.#checker.getSymbolAtLocation(node);
    if (!symbol) return;
    const real = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of real.declarations ?? []) {
      const holder = declaration.parent as ts.Node | undefined;
      if (!holder) continue;
      if (ts.isInterfaceDeclaration(holder)) {
        const member = `${holder.name.text}.${real.name}`;
        if (HOLDERS.has(holder.name.text)) for (const key of MEMBERS[member] ?? []) found.add(key);
        else if (KINDS.has(member)) found.add("module.kind");
      } else if (this.#isFollowed(declaration)) for (const key of this.of(declaration)) found.add(key);
    }
  }

  /** The member that a pattern takes: `{ inbound }`, `{ text: name }`. */
  #boundTo(element: ts.BindingElement, node: ts.Node): ts.Symbol | undefined {
    const name = element.propertyName ?? element.name;
    if (name !== node || !ts.isIdentifier(name) || !ts.isObjectBindingPattern(element.parent)) return undefined;
    return this.#checker.getTypeAtLocation(element.parent).getProperty(name.text);
  }

  /** Functions, methods and values of the rules and of the generator are read with what names them; how a spec is read itself is not. */
  #isFollowed(declaration: ts.Declaration): boolean {
    const path = relative(this.#root, declaration.getSourceFile().fileName);
    if (!/^(?:rules|server\/generate)\//.test(path) || path.includes("/backends/")) return false;
    return (
      ts.isFunctionDeclaration(declaration) ||
      ts.isMethodDeclaration(declaration) ||
      ts.isGetAccessorDeclaration(declaration) ||
      (ts.isVariableDeclaration(declaration) && ts.isSourceFile(declaration.parent.parent.parent))
    );
  }
}

/** `spec.get("module.threading")`. */
function isLookUp({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === "get";
}
