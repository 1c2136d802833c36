import type { Span } from "../../syntax/text.ts";
import type { AliasFact } from "./aliases.ts";
import type { AuthFact } from "./auth.ts";
import type { ClassFact } from "./classes.ts";
import type { ConstantFact } from "./constants.ts";
import type { DedupeFact } from "./dedupe.ts";
import type { DictReturnFact } from "./dict-returns.ts";
import type { EnvFact } from "./env.ts";
import type { FunctionFact } from "./functions.ts";
import type { IdentityFact } from "./identity.ts";
import type { LoopFact } from "./loops.ts";
import type { MentionFact } from "./mentions.ts";
import type { NameFact } from "./names.ts";
import type { PacketCallFact } from "./packet-calls.ts";
import type { PacketsFact } from "./packets.ts";
import type { RoutingFact } from "./routes.ts";
import type { StatusFact } from "./statuses.ts";
import type { TestFact } from "./tests/types.ts";

/** A comment token: where suppressions, type-ignores and the header's module id are written. */
export interface CommentFact {
  span: Span;
  /** The comment from its `#` to the line's end. */
  text: string;
  /** Nothing but white space stands before it on its line. */
  ownLine: boolean;
}

/** One name that an import statement binds. */
export interface ImportFact {
  span: Span;
  statement: Span;
  /** Dotted module, leading dots kept; for `import a.b` the module itself. */
  module: string;
  /** The imported name of a `from` import, null for `import m`, `*` for a star import. */
  name: string | null;
  /** The name bound here. */
  as: string;
  /** Stands at import time: module level, nested blocks and class bodies included. */
  importTime: boolean;
  /** Inside `if TYPE_CHECKING:`. */
  typeChecking: boolean;
  /** Inside a `try` whose handler catches ImportError. */
  guarded: boolean;
}

/**
 * Everything one Python file says, by kind, each in source order: plain data that can be stored and sent. A kind is added
 * here and extracted by one file beside this one, named by the kind.
 */
export interface FactKinds {
  aliases: AliasFact;
  auth: AuthFact;
  classes: ClassFact;
  constants: ConstantFact;
  dedupe: DedupeFact;
  dictReturns: DictReturnFact;
  env: EnvFact;
  functions: FunctionFact;
  identity: IdentityFact;
  imports: ImportFact;
  loops: LoopFact;
  mentions: MentionFact;
  names: NameFact;
  packetCalls: PacketCallFact;
  packets: PacketsFact;
  routes: RoutingFact;
  statuses: StatusFact;
  tests: TestFact;
}

export type PythonFacts = { readonly [Kind in keyof FactKinds]: readonly FactKinds[Kind][] } & {
  readonly comments: readonly CommentFact[];
};
