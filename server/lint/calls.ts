import { isCode, isTestPath } from "../facts/languages.ts";
import type { ModuleFiles } from "../project/modules.ts";
import type { Span } from "../syntax/text.ts";
import type { Node } from "../syntax/tree.ts";
import { openCode } from "./code-store.ts";
import { memberAt } from "./contract-uses.ts";
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
  const own = owner && read(linter, path).functions.find(({ span }) => holds(span, offset));
  return own ? callable(path, own) : serviceAt(linter, path, offset);
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
  const service = isMember ? serviceAt(linter, path, span.start) : null;
  if (service) {
    // A class of the module's own is no service.
    const own = owner.files.includes(service.path) ? written(service.path).functions : [];
    const method = own.find((one) => one.span.start === service.span.start);
    return method ? callable(service.path, method) : service;
  }
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

/** A method of a contract class, where it is called or where it is declared. */
function serviceAt(linter: Linter, path: string, offset: number): Callable | null {
  const found = memberAt(linter, path, offset);
  const { path: at, span } = found?.evidence ?? { path: "", span: null };
  if (!found || !span || at === "" || !found.class.methods.some(({ name }) => name === found.name)) return null;
  return { path: at, span, name: `${found.class.name}.${found.name}`, kind: "service" };
}

function handlerOf(linter: Linter, place: Place): Callable | null {
  const route = linter.facts(place.path)?.routes.find((fact) => fact.kind === "route" && fact.span.start === place.span.start);
  if (route?.kind !== "route") return null;
  const { functions } = read(linter, place.path);
  const inline = functions.find(({ name, span }) => name === "" && span.start === route.pathSpan?.start);
  const named = functions.filter(({ name }) => name !== "" && name === route.handler);
  const own = inline ?? named.find(({ span }) => route.handlerSpan === null || span.start === route.handlerSpan.start);
  return own ? callable(place.path, own) : null;
}

function callable(path: string, { name, own, span }: Written["functions"][number]): Callable {
  return { path, span, name: own, kind: name !== "" && own !== name ? "method" : "function" };
}

/** The functions of a file and the calls in it. */
function read(linter: Linter, path: string): Written {
  const text = linter.files.text(path);
  const file = openCode(path, text, { once: true });
  try {
    const functions: Written["functions"][number][] = [];
    const routes = (linter.facts(path)?.routes ?? []).flatMap((fact) => (fact.kind === "route" ? [fact] : []));
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
      // A handler without a name is called like its route, and stands where its path does.
      if (/^(?:function_definition|lambda)$/.test(node.type) && !node.child("name") && node.parent?.type === "argument_list") {
        const beside = node.parent.operands;
        const route = routes.find(({ pathSpan }) => pathSpan !== null && beside.some((one) => within(one, pathSpan.start)));
        if (route?.pathSpan)
          functions.push({
            name: "",
            own: titleOf(route.methods, text, route.pathSpan),
            span: copy(route.pathSpan),
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

/** `POST /webhook`, the path as it is written there. */
function titleOf(methods: readonly string[], text: string, { start, end }: Span): string {
  return [...methods, text.slice(start, end).replace(/^["'`]|["'`]$/g, "")].join(" ");
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
