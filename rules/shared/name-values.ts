import { unwrap, type Binding, type Node } from "../../server/code/index.ts";

/** What the bindings of one name say together. */
export interface Given {
  /** The first annotation. */
  readonly annotation: Node | null;
  /** The values as written, `None` left out; null where a binding has a value that is not written. */
  readonly values: ReadonlySet<string> | null;
}

const known = new WeakMap<readonly Binding[], Given>();

/** Found out once for a list of bindings: a name may be bound and read thousands of times. */
export function givenTo(bindings: readonly Binding[]): Given {
  let given = known.get(bindings);
  if (!given) known.set(bindings, (given = read(bindings)));
  return given;
}

function read(bindings: readonly Binding[]): Given {
  const annotation = bindings.find((binding) => binding.annotation !== null)?.annotation ?? null;
  const values = new Set<string>();
  for (const { value } of bindings) {
    if (value === null) return { annotation, values: null };
    if (unwrap(value).type !== "none") values.add(value.text);
  }
  return { annotation, values };
}
