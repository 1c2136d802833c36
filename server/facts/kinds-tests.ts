import type { Span } from "../syntax/text.ts";

/** Where a value that a test looks at comes from. */
export interface Origin {
  /**
   * `call`: what a mock, fake or recorder was given; `response`: the answer of a test client; `instance`: an object of a class; `result`: what some other call gave
   * back; `count`: how often something was called, or how many there are.
   */
  of: "call" | "response" | "instance" | "result" | "count";
  /** The method or function called; the class's dotted name for an instance. */
  name: string;
  /** What the method belongs to, by its last name (`substrate_service`); empty where nothing tells. */
  receiver: string;
  /** Attributes and keys read from it, a key in brackets: `["payload", "[order_id]"]`; positions in sequences are left out. */
  path: string[];
  /** What was read went through `dict()`, `model_dump()` or `json()`: keys read from there on are fields of a model. */
  dumped?: boolean;
}

/** One side of an assertion. */
export interface Operand {
  /** As written, white space folded, cut after 120 characters. */
  text: string;
  origins: Origin[];
  /** A literal: number, text, True, False, None, or a collection of such. */
  constant: boolean;
  /** Functions called and classes named in it, dotted where imports tell. */
  mentions: string[];
}

/** One thing that a test asserts. */
export interface AssertionFact {
  /** `called_with`: a mock's record is compared with arguments; `called`, `not_called`: only whether it was called. */
  form: "equal" | "unequal" | "contains" | "order" | "isinstance" | "truth" | "called_with" | "called" | "not_called" | "raises";
  left: Operand;
  /** What it is compared with: the other side, the class, the argument; several for `called_with`. */
  right: Operand[];
  /** Keyword names of a `called_with`; their values are the last of `right`. */
  keywords: string[];
  /** It allows for one call only: `assert_awaited_once`, `assert_called_once_with`. */
  once: boolean;
  span: Span;
}

/** What a test does, in a form that two tests share when they do the same. */
export interface TestBody {
  /**
   * Its decorators, fixtures and statements without formatting, comments, docstrings, annotations, messages of assertions and the choice of local
   * names; the tests of one class or suite that sets something up share its name.
   */
  text: string;
  /** It reads something that its file defines, so that the same text in another file may do something else. */
  ofFile: boolean;
}

/** One test function and what it asserts, helpers of the same file one call deep included. */
export interface TestFact {
  name: string;
  /** The class of a test method. */
  owner: string | null;
  /** The name. */
  span: Span;
  /** From `def` to the end of its head. */
  header: Span;
  /** What can fail the test: not what is never reached, nor what is caught and forgotten; nothing for a test that is `idle`. */
  assertions: AssertionFact[];
  /** Why no runner runs it or minds its failure, as it follows the name: `is skipped by …`; left out for a test that runs. */
  idle?: string;
  /** Names of the marks it carries (`slow` of `pytest.mark.slow`), its classes' and its file's among them; null where not all can be read; left out for none. */
  marks?: readonly string[] | null;
  /** An `async def` that pytest runs only where a plugin was told to run every coroutine: nothing on the test says which plugin. */
  needsRunner?: true;
  /** Modules without which it is skipped: `pytest.importorskip("redis")`. */
  needs?: readonly string[];
  /** Requests sent through a test client, or calls of one handler, directly or by a helper; a loop counts twice. */
  deliveries: number;
  /** It gives a mock something to find: `search_packets_by_thread.return_value = […]`. */
  seeds: string[];
  /** Parameters: the fixtures it asks for. */
  fixtures: string[];
  /** Lower-case words of its name, docstring, variables and keywords, for what only words can tell (stale, missing). */
  words: string[];
  /** Null where the test depends on its own name: a snapshot, a cassette, pytest's `request`. */
  body: TestBody | null;
}

/** A statement that keeps tests from running, or from failing: all of its file, all in the folder of a `conftest.py`, or one by its name. */
export interface SkipFact {
  scope: "file" | "folder" | "test";
  /** The test function's name, for `test`. */
  test?: string;
  /** Only where this module is not installed. */
  needs?: string;
  /** Only these files: patterns of `collect_ignore` and `collect_ignore_glob`, seen from the folder. */
  only?: readonly string[];
  /** As it follows a test's name: `is skipped with its whole file by …`. */
  why: string;
  span: Span;
}
