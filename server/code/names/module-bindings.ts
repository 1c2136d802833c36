import { toLookThrough } from "../../syntax/meter.ts";
import type { Binding } from "./scopes.ts";

const NONE: readonly Binding[] = [];

/** What the statements of a module bind at module level, joined: by name, and imports by the top-level module that they name. */
export class ModuleBindings {
  readonly byName = new Map<string, readonly Binding[]>();
  /** Lists made here, which may grow; the others are those of one statement. */
  readonly #joined = new Map<string, Binding[]>();

  /** Adds what one more statement binds, in source order. */
  add(own: ReadonlyMap<string, readonly Binding[]>): void {
    for (const [name, list] of own) {
      const others = this.byName.get(name);
      if (!others) {
        this.byName.set(name, list);
        continue;
      }
      let all = this.#joined.get(name);
      if (!all) this.#joined.set(name, (all = [...others]));
      for (const binding of list) all.push(binding);
      this.byName.set(name, all);
    }
  }
}

/** Import bindings by the top-level module that they name, in small letters. */
export class ImportsByTop {
  #of: readonly Binding[] = NONE;
  #byTop = new Map<string, Binding[]>();

  get(top: string, imports: readonly Binding[]): readonly Binding[] {
    if (this.#of !== imports) {
      this.#of = imports;
      this.#byTop = new Map();
      for (const binding of imports) {
        const name = binding.target?.module.split(".", 1)[0]?.toLowerCase() ?? "";
        const known = this.#byTop.get(name);
        if (known) known.push(binding);
        else this.#byTop.set(name, [binding]);
      }
    }
    return this.#byTop.get(top) ?? NONE;
  }
}

/** Whether two lists hold the same: many statements ask it of the same two. */
export class ComparedLists {
  readonly #known = new WeakMap<readonly object[], { now: readonly object[]; same: boolean }>();

  areSame(before: readonly object[], now: readonly object[]): boolean {
    if (now === before) return true;
    const known = this.#known.get(before);
    if (known?.now === now) return known.same;
    const same = now.length === toLookThrough(before).length && now.every((item, at) => item === before[at]);
    this.#known.set(before, { now, same });
    return same;
  }
}
