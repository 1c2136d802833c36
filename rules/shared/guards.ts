import { ancestor, calleeName, callArguments, stringValue, unwrap, walk, type Node } from "../../server/code/index.ts";

/**
 * True where the code itself allows for a member to be missing: `hasattr` (or `getattr` with a default) of the value or its class with
 * that name before it or around it, or a handler for AttributeError. `isSame` tells whether another expression is the value, or its class.
 */
export function allowsForMissing(attribute: Node, name: string, isSame: (other: Node) => boolean): boolean {
  if (isUnderHandler(attribute) || isExpectedToFail(attribute)) return true;
  return checksBefore(attribute).some((call) => {
    const [value, member, fallback] = callArguments(call).positional;
    const checks = calleeName(call) === "hasattr" || (calleeName(call) === "getattr" && fallback !== undefined);
    if (!checks) return false;
    return value !== undefined && stringValue(member ?? null) === name && isSame(valueOrClass(value));
  });
}

/** True where an `isinstance` or a `match` before or around the place may have told that the value is of some other class. */
export function mayBeNarrowed(attribute: Node): boolean {
  const object = attribute.child("object")?.text;
  const match = ancestor(attribute, "match_statement");
  if (match && ancestor(attribute, "case_clause") && match.childrenIn("subject").some((subject) => subject.text === object))
    return true;
  return checksBefore(attribute).some(
    (call) => calleeName(call) === "isinstance" && callArguments(call).positional[0]?.text === object,
  );
}

/** Calls of `hasattr`, `getattr` and `isinstance` in the functions around a place that are evaluated before it, or in its own statement. */
function checksBefore(place: Node): Node[] {
  let root = place;
  for (let up = place.parent; up; up = up.parent)
    if (up.type === "function_definition" || up.type === "lambda" || !up.parent) root = up;
  const statement = statementOf(place);
  const found: Node[] = [];
  walk(root, (node) => {
    if (node.type !== "call" || !/^(?:hasattr|getattr|isinstance)$/.test(node.child("function")?.text ?? "")) return;
    if (node.start < place.start || statementOf(node) === statement) found.push(node);
  });
  return found;
}

function statementOf(node: Node): Node {
  let at = node;
  while (at.parent && at.parent.type !== "block" && at.parent.type !== "module") at = at.parent;
  return at;
}

/** `type(service)` stands for the service's class. */
function valueOrClass(node: Node): Node {
  const value = unwrap(node);
  const [only] = value.type === "call" && value.child("function")?.text === "type" ? callArguments(value).positional : [];
  return only ?? value;
}

/** Inside `with pytest.raises(…)` and the like: what fails there is meant to. */
export function isExpectedToFail(node: Node): boolean {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (up.type === "function_definition" || up.type === "lambda") return false;
    if (up.type !== "with_statement" || child.field !== "body") continue;
    const items = up.children.filter((part) => part.type === "with_clause").flatMap((clause) => clause.children);
    if (items.some((item) => /^(?:\w+\.)*(?:raises|assertRaises|assertRaisesRegex|suppress)\(/.test(item.text))) return true;
  }
  return false;
}

/** The attribute is assigned to in the same function. */
export function isGivenHere(attribute: Node): boolean {
  let root = attribute;
  for (let up = attribute.parent; up && root.type !== "function_definition"; up = up.parent) root = up;
  const text = attribute.text.replace(/\s/g, "");
  let found = false;
  walk(root, (node) => {
    if (
      node.type === "attribute" &&
      node.field === "left" &&
      node.text.replace(/\s/g, "") === text &&
      ancestor(node, "assignment")
    )
      found = true;
    return !found;
  });
  return found;
}

/** The attributes of the same object that the function around sets, themselves or something of theirs; none where this one is only read. */
export function setBeside(attribute: Node): ReadonlySet<string> {
  const names = new Set<string>();
  if (!isSet(attribute)) return names;
  let root = attribute;
  for (let up = attribute.parent; up && root.type !== "function_definition"; up = up.parent) root = up;
  const object = attribute.child("object")?.text;
  walk(root, (node) => {
    if (node.type === "attribute" && node.child("object")?.text === object && isSet(node))
      names.add(node.child("attribute")?.text ?? "");
  });
  return names;
}

/** `a.b = …`, `a.b.return_value = …` */
function isSet(attribute: Node): boolean {
  let top = attribute;
  while (top.parent?.type === "attribute" && top.field === "object") top = top.parent;
  return top.field === "left" && top.parent?.type === "assignment";
}

function isUnderHandler(node: Node): boolean {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (up.type === "function_definition" || up.type === "lambda") return false;
    if (up.type !== "try_statement" || child.field !== "body") continue;
    if (up.children.some((clause) => clause.type === "except_clause" && /^except\s*\(?[^:]*\bAttributeError\b/.test(clause.text)))
      return true;
  }
  return false;
}
