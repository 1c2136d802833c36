import type { TextFact } from "../code/text-fact.ts";
import type { TypeFact } from "../code/types/type.ts";
import type { Span } from "../syntax/text.ts";
import type { AliasFact, ClassFact, TypeAliasFact } from "./kinds-classes.ts";
import type { AuthFact, RoutingFact, StatusFact } from "./kinds-http.ts";
import type { SkipFact, TestFact } from "./kinds-tests.ts";

export type { AliasFact, TypeAliasFact, ClassKind, FieldFact, ClassFact } from "./kinds-classes.ts";

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

/** A name of a module or class that stands for a text; enum members too. */
export interface ConstantFact {
  /** `WEBHOOK_PATH`, `PacketType.ERROR`. */
  name: string;
  value: TextFact;
}

/** A function that tells whether something was seen before, and how it knows. */
export interface DedupeFact {
  function: string;
  mechanism: "substrate_lookup" | "memory_cache";
  span: Span;
}

/** A function without a model as its return type that returns dict literals. */
export interface DictReturnFact {
  name: string;
  /** Qualified name of the class whose method it is; null for a plain function. */
  owner: string | null;
  /** The return annotation; the name where there is none. */
  span: Span;
  /** The annotation as written; null where there is none. */
  annotation: string | null;
  literals: DictLiteral[];
}

export interface DictLiteral {
  span: Span;
  keys: string[];
  /** More keys than these may be in it: `**more`, computed keys, `.update(…)`. */
  open: boolean;
}

/** A read of an environment variable: `os.environ["X"]`, `os.getenv("X")`, `"X" in os.environ`. */
export interface EnvReadFact {
  kind: "read";
  name: TextFact;
  span: Span;
}

/** A field of a pydantic settings class, which is read from the environment. */
export interface EnvSettingFact {
  kind: "setting";
  /** The variables that may give it; names of settings do not tell capitals from small letters. */
  names: TextFact[];
  /** The field is a model of its own, read piece by piece. */
  nested: boolean;
  span: Span;
}

/** A function that reads the variable it is asked for: `def require(name): return os.environ[name]`. */
export interface EnvHelperFact {
  kind: "helper";
  function: string;
  parameter: string;
  /** Position among the arguments of a call, `self` and `cls` left out. */
  index: number;
}

export type EnvFact = EnvReadFact | EnvSettingFact | EnvHelperFact;

export interface ParameterFact {
  name: string;
  kind: "positional-only" | "positional" | "var-positional" | "keyword-only" | "var-keyword";
  annotation: TypeFact | null;
  /** The default as written, white space folded, cut after 200 characters; null when the parameter has none. */
  default: string | null;
  span: Span;
}

/** One function or method, nested ones included. */
export interface FunctionFact {
  name: string;
  /** The class whose method it is, by its qualified name (`Outer.Inner`); null for a plain function. */
  owner: string | null;
  /** Qualified name of the innermost function or class around it; null at module level. */
  within: string | null;
  /** The name. */
  span: Span;
  /** From `def` (or `async`) to the end of the return annotation or the parameters. */
  header: Span;
  parameters: ParameterFact[];
  returns: TypeFact | null;
  async: boolean;
  /** Has a `yield` of its own. */
  generator: boolean;
  /** Dotted names, resolved through imports; of a call, what is called (`pytest.fixture`). */
  decorators: string[];
  /** The fields that a helper of tests looks at, where it only asks whether they are true or say that it went well. */
  asserts?: string[];
}

/** The places of a program that must name a tool by the same field (TOOL_IDENTITY_CANON: alignment and spine). */
export type IdentityLocation =
  /** A field of a class, which {@link IdentityFact.model} names: what it is to this repository, only the contracts tell. */
  | "model"
  | "registry.dispatch"
  | "function.name"
  | "test"
  | "approved_tools"
  | "runtime_context.tools"
  | "tool_call"
  | "context.tool_results";

/** One use of a field where a tool's identity belongs. Fields that are no identity at all are recorded too: which ones count, the rule knows. */
export interface IdentityFact {
  /** The field's name, or the expression that reads it. */
  span: Span;
  location: IdentityLocation;
  /** The class that is made or declared here; null where the location tells by itself. */
  model: string | null;
  field: string;
  /** What belongs together: the call, the class or the function. A display field beside the identity in one group is only information. */
  group: Span;
  /** Distinguishes parts of a group that each need an identity of their own: the object that is read, the argument's number. */
  part: string;
}

/** A loop of an executor: in a method of a class, or in a function, that says so by its name. How it goes on and how it ends. */
export interface LoopFact {
  /** `AgentExecutorService._run_loop`. */
  within: string;
  /** The loop's head as written, white space folded. */
  head: string;
  /** What ends it: its own condition, and the conditions under which its body breaks or returns. */
  terminations: string[];
  /** What bounds the number of rounds, as written: `self.max_iterations`, `10`. */
  limit: string | null;
  span: Span;
}

/**
 * A place that uses a text which may be the name of an environment variable or a packet's type: a literal of that form, or a constant.
 * The constant's own definition is none.
 */
export interface MentionFact {
  text: TextFact;
  span: Span;
  /** The function it is given to, by its last name. */
  callee: string | null;
  /** Its position among the arguments, or its keyword. */
  argument: number | string | null;
}

/** A name that a module defines at its top level, however it is bound. */
export interface NameFact {
  name: string;
}

/** A place that names a function which stores or looks up packets: `service.write_packet`, a mock's `search_packets_by_thread`. */
export interface PacketCallFact {
  name: string;
  span: Span;
}

/** A packet that is made with a type, or another class with a field that may be one. */
export interface PacketFact {
  kind: "packet";
  made: MadeFact | null;
  /** The types it may have; a text of one null where only a run would tell. */
  types: TextFact[];
  /** The type's expression. */
  span: Span;
}

/** The class that is made, and the field that may be a packet's type; null in its place where the keys alone tell a packet. */
export interface MadeFact {
  model: string;
  field: string;
}

/** A function that makes packets of the type it is given. */
export interface PacketHelperFact {
  kind: "helper";
  made: MadeFact | null;
  function: string;
  parameter: string;
  /** Position among the arguments of a call, `self` and `cls` left out. */
  index: number;
}

export type PacketsFact = PacketFact | PacketHelperFact;

/**
 * Everything one file of code says, by kind, each in source order: plain data that can be stored and sent. A kind is added
 * here and extracted by one file of `extract/`, named by the kind.
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
  typeAliases: TypeAliasFact;
  skips: SkipFact;
}

export type FileFacts = { readonly [Kind in keyof FactKinds]: readonly FactKinds[Kind][] } & {
  readonly comments: readonly CommentFact[];
};
