import { isCode, isPython, isTestPath } from "../facts/languages.ts";
import type { ModuleFiles } from "../project/modules.ts";
import type { Span } from "../syntax/text.ts";
import type { Node } from "../syntax/tree.ts";
import { openCode } from "./code-store.ts";
import { linkAt, type Place } from "./links.ts";
import type { Linter } from "./linter.ts";

/** A function of a module, or a method of a contract service, in a hierarchy of calls. */
export interface Callable extends Place {
  /** `OrdersAdapter.handle`, `MemorySubstrateService.write_packet`. */
  readonly name: string;
  readonly kind: "function" | "method" | "service";
}

/** Who calls or is called, and where the calls stand: in the file of the caller. */
export interface Call {
  readonly other: Callable;
  readonly places: readonly Span[];
}

interface Written {
  readonly functions: readonly { name: string; own: string; span: Span; body: Span }[];
  readonly calls: readonly { name: string; ofSelf: boolean; isMember: boolean; span: Span }[];
}

/** The functions and calls of files, each read once for one question. */
type Reading = (path: string) => Written;

function reading(linter: Linter): Reading {
  const known = new Map<string, Written>();
  return (path) => {
    let written = known.get(path);
    if (!written) known.set(path, (written = read(linter, path)));
    return written;
  };
}

/** What can call or be called at an offset: a function of a module, the handler of a route, a method of a service; null where there is none. */
export function callableAt(linter: Linter, path: string, offset: number): Callable | null {
  const link = linkAt(linter, path, offset);
  if (link?.kind === "route" && link.code[0]) return handlerOf(linter, link.code[0]);
  if (!isCode(path)) return null;
  const [owner] = linter.workspace.modulesOf(path);
  const written = reading(linter);
  const own = owner && written(path).functions.find(({ span }) => holds(span, offset));
  return own ? callable(path, own) : serviceAt(linter, written, path, offset);
}

/** What a function calls: functions of its module by their names, where only one is called so, and methods of contract services. */
export function callsFrom(linter: Linter, { path, span }: Callable): Call[] {
  const [owner] = linter.workspace.modulesOf(path);
  const written = reading(linter);
  const own = written(path);
  const from = own.functions.find((one) => one.span.start === span.start);
  if (!owner || !from) return [];
  const inside = own.calls.filter((call) => within(from.body, call.span.start) && innermost(own, call.span.start) === from);
  return grouped(
    inside.flatMap((call) => {
      const other = calledBy({ linter, written, owner, path }, from.own, call);
      return other ? [{ other, place: call.span }] : [];
    }),
  );
}

/** Which functions of modules call a function or a method of a service. */
export function callsTo(linter: Linter, to: Callable): Call[] {
  const name = to.name.split(".").at(-1) ?? "";
  const written = reading(linter);
  const owners = to.kind === "service" ? linter.workspace.modules : linter.workspace.modulesOf(to.path);
  return owners.flatMap((owner) =>
    codeOf(owner).flatMap((path) => {
      if (!linter.files.text(path).includes(name)) return [];
      const own = written(path);
      const found = own.calls.flatMap((call) => {
        const from = call.name === name ? innermost(own, call.span.start) : null;
        const other = from && calledBy({ linter, written, owner, path }, from.own, call);
        return from && other && other.path === to.path && other.span.start === to.span.start
          ? [{ other: callable(path, from), place: call.span }]
          : [];
      });
      return grouped(found);
    }),
  );
}

function calledBy(
  { linter, written, owner, path }: { linter: Linter; written: Reading; owner: ModuleFiles; path: string },
  within: string,
  { name, ofSelf, isMember, span }: Written["calls"][number],
): Callable | null {
  const service = isMember && isPython(path) ? serviceAt(linter, written, path, span.start) : null;
  if (service) return service;
  const candidates = codeOf(owner).flatMap((file) =>
    linter.files.text(file).includes(name)
      ? written(file)
          .functions.filter((one) => one.name === name)
          .map((one) => ({ file, one }))
      : [],
  );
  const ownClass = within.includes(".") ? within.slice(0, within.lastIndexOf(".")) : null;
  const own = ofSelf
    ? candidates.filter(({ file, one }) => file === path && one.own === `${ownClass ?? ""}.${name}`)
    : candidates;
  const [only, ...more] = own;
  return only && more.length === 0 ? callable(only.file, only.one) : null;
}

/** A method of a contract class of Python, where it is called or where it is defined. */
function serviceAt(linter: Linter, written: Reading, path: string, offset: number): Callable | null {
  const found = linter.contractAt(path, offset);
  if (found?.method?.evidence.span)
    return {
      path: found.method.evidence.path,
      span: found.method.evidence.span,
      name: `${found.class.name}.${found.method.name}`,
      kind: "service",
    };
  const contracts = linter.contractsOf(null);
  for (const name of written(path)
    .functions.filter(({ span }) => holds(span, offset))
    .map(({ own }) => own)) {
    const [ofClass = "", method = ""] = name.split(".");
    const known = contracts
      .named(ofClass)
      .find(({ evidence }) => evidence.path === path)
      ?.methods.find((one) => one.name === method);
    if (known?.evidence.span) return { path, span: known.evidence.span, name, kind: "service" };
  }
  return null;
}

function handlerOf(linter: Linter, place: Place): Callable | null {
  const route = linter.facts(place.path)?.routes.find((fact) => fact.kind === "route" && fact.span.start === place.span.start);
  if (route?.kind !== "route" || route.handler === null) return null;
  const named = read(linter, place.path).functions.filter(({ name }) => name === route.handler);
  const own = named.find(({ span }) => route.handlerSpan === null || span.start === route.handlerSpan.start);
  return own ? callable(place.path, own) : null;
}

function callable(path: string, { own, span }: Written["functions"][number]): Callable {
  return { path, span, name: own, kind: own.includes(".") ? "method" : "function" };
}

/** The functions of a file and the calls in it. */
function read(linter: Linter, path: string): Written {
  const text = linter.files.text(path);
  const file = openCode(path, text, { once: true });
  try {
    const functions: Written["functions"][number][] = [];
    const calls: Written["calls"][number][] = [];
    const visit = (node: Node, classes: readonly string[]): void => {
      let inner = classes;
      if (node.type === "class_definition") inner = [...classes, node.child("name")?.text ?? ""];
      if (node.type === "function_definition") {
        const name = node.child("name") ?? (node.parent?.type === "assignment" ? node.parent.child("left") : null);
        if (name?.type === "identifier" || name?.type === "property_name")
          functions.push({
            name: name.text,
            own: [...classes.slice(-1), name.text].join("."),
            span: copy(name),
            body: copy(node),
          });
      }
      if (node.type === "call") {
        const callee = node.child("function");
        const name = callee?.type === "attribute" ? callee.child("attribute") : callee;
        const ofSelf = /^(?:self|cls|this)$/.test(callee?.child("object")?.text ?? "");
        if (name?.type === "identifier")
          calls.push({ name: name.text, ofSelf, isMember: callee?.type === "attribute", span: copy(name) });
      }
      for (const child of node.children) visit(child, inner);
    };
    for (const { node } of file.units) visit(node, []);
    return { functions, calls };
  } finally {
    file.dispose();
  }
}

function innermost({ functions }: Written, offset: number): Written["functions"][number] | null {
  const around = functions.filter(({ body }) => within(body, offset));
  return around.sort((a, b) => a.body.end - a.body.start - (b.body.end - b.body.start))[0] ?? null;
}

function grouped(found: readonly { other: Callable; place: Span }[]): Call[] {
  const calls = new Map<string, { other: Callable; places: Span[] }>();
  for (const { other, place } of found) {
    const key = `${other.path}\0${other.span.start}`;
    const known = calls.get(key);
    if (known) known.places.push(place);
    else calls.set(key, { other, places: [place] });
  }
  return [...calls.values()];
}

function codeOf({ files }: ModuleFiles): string[] {
  return files.filter((path) => isCode(path) && !isTestPath(path));
}

function within({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset < end;
}

function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function copy({ start, end }: Span): Span {
  return { start, end };
}
