import fs, { type BigIntStats, type Dirent, type Stats } from "node:fs";
import { resolve, sep } from "node:path";
import { bytesSaid, namesOf, refused, saidOf, type Look, type LookKind } from "./disk-looks.ts";

// Everything that a run sees of the disk goes through the functions of node:fs: while a recorder is at work each of them is one that takes note of what it
// answers. So nothing is forgotten that somebody reads in a new place; a function that is not known here makes the record useless, not wrong.

/** What a run saw, or why nobody can tell. */
export type DiskRecord = { looks: readonly Seen[] } | { problem: string };
export type Seen = readonly [...Look, answer: string];

/** Bytes of files that are held, to be compared with what is read again. */
const HELD = 32 * 1024 * 1024;

type Call = (...args: never[]) => unknown;
type Functions = { [name: string]: Call };

/** A file that is open, and what was read of it so far. */
interface Open {
  path: string;
  links: boolean;
  size: number | null;
  chunks: Buffer[];
}

const { O_RDONLY, O_WRONLY, O_RDWR } = fs.constants;
/** Windows has none. */
const UNLINKED = (fs.constants as Partial<typeof fs.constants>).O_NOFOLLOW ?? 0;

export class DiskRecorder {
  readonly #seen = new Map<string, Seen>();
  readonly #open = new Map<number, Open>();
  readonly #original = new Map<string, Call>();
  readonly #native = fs.realpathSync.native;
  #problem: string | null = null;
  #isPaused = false;
  #told = 0;
  /** Files as they were read first, and how much that is. */
  readonly #bytes = new Map<string, Buffer>();
  #held = 0;

  constructor() {
    const known = this.#known();
    const functions = fs as unknown as Functions;
    for (const name of Object.keys(fs)) {
      // Classes, constants; the promises, behind a getter, nobody uses.
      if (!/^[a-z]/.test(name) || name === "promises" || typeof functions[name] !== "function") continue;
      const call = functions[name];
      this.#original.set(name, call);
      functions[name] = this.#unlessIdle(call, known[name] ?? this.#unknown(name, call));
    }
    // The function has one of its own on it.
    const native = this.#path("real", this.#native, (real) => `=${String(real)}`);
    (functions["realpathSync"] as unknown as { native: Call }).native = this.#unlessIdle(this.#native, native);
  }

  /** What another thread saw counts too. */
  add(record: DiskRecord): void {
    if ("problem" in record) this.#problem ??= record.problem;
    else for (const seen of record.looks) this.#note(seen);
  }

  /** Runs work of which no note is taken: what it reads has no part in the result. */
  unrecorded<T>(work: () => T): T {
    const outer = this.#isPaused;
    this.#isPaused = true;
    try {
      return work();
    } finally {
      this.#isPaused = outer;
    }
  }

  get record(): DiskRecord {
    if (this.#open.size > 0) return { problem: "a file is still open" };
    return this.#problem === null ? { looks: [...this.#seen.values()] } : { problem: this.#problem };
  }

  /** The same as far as it was not told before, for the recorder of another thread. */
  news(): DiskRecord {
    const { record } = this;
    if ("problem" in record) return record;
    const looks = record.looks.slice(this.#told);
    this.#told += looks.length;
    return { looks };
  }

  /** Whoever has taken a function over meanwhile, as parts of Node do that are loaded late, has the plain one from now on. */
  stop(): void {
    this.#isPaused = true;
    const functions = fs as unknown as Functions;
    for (const [name, call] of this.#original) functions[name] = call;
  }

  #note(seen: Seen): void {
    if (this.#isPaused) return;
    const [kind, path, argument, answer] = seen;
    const key = `${kind} ${argument} ${path}`;
    const before = this.#seen.get(key);
    if (!before) this.#seen.set(key, seen);
    else if (before[3] !== answer) this.#problem ??= `${path} changed meanwhile`;
  }

  #unlessIdle(call: Call, noting: Call): Call {
    return (...args) => Reflect.apply(this.#isPaused ? call : noting, fs, args) as unknown;
  }

  #unknown(name: string, call: Call): Call {
    return (...args) => {
      this.#problem ??= `${name} was called`;
      return Reflect.apply(call, fs, args) as unknown;
    };
  }

  #known(): Partial<Functions> {
    const original: Functions = { ...(fs as unknown as Functions) };
    const of = (name: string): Call => original[name] as Call;
    const status = (value: unknown): string => saidOf(value as Stats | undefined);
    const stat =
      (kind: LookKind, name: string): Call =>
      (path: never, options: never) => {
        const throws = (options as { throwIfNoEntry?: boolean } | undefined)?.throwIfNoEntry !== false;
        return this.#path(kind, of(name), status, throws ? 0 : 1)(path, options);
      };
    const exists: Call = (path: never) => {
      const answer = Reflect.apply(of("existsSync"), fs, [path]) as boolean;
      // That more can be told of it is no part of the answer, but to say more than was seen is safe.
      this.#note(["stat", this.#resolved(path), 1, answer ? this.#statSaid(of("statSync"), path) : "!ENOENT"]);
      return answer;
    };
    const list: Call = (path: never, options: never) => {
      const given = options as { withFileTypes?: boolean } | undefined;
      if (typeof given === "string" || Object.keys(given ?? {}).some((key) => key !== "withFileTypes")) {
        this.#problem ??= "a folder is listed in another way";
        return Reflect.apply(of("readdirSync"), fs, [path, options]) as unknown;
      }
      const said = (entries: unknown): string => namesOf(entries as (Dirent | string)[]);
      return this.#path("list", of("readdirSync"), said, given?.withFileTypes ? 1 : 0)(path, options);
    };
    return {
      statSync: stat("stat", "statSync"),
      lstatSync: stat("lstat", "lstatSync"),
      existsSync: exists,
      readdirSync: list,
      realpathSync: this.#path("real", of("realpathSync"), (real) => `=${String(real)}`),
      readlinkSync: this.#path("link", of("readlinkSync"), (target) => `=${String(target)}`),
      accessSync: (path: never, mode: never) => this.#path("access", of("accessSync"), () => "=", Number(mode ?? 0))(path, mode),
      readFileSync: this.#readFile(of("readFileSync")),
      openSync: this.#openFile(of("openSync")),
      fstatSync: this.#fstat(of("fstatSync")),
      readSync: this.#read(of("readSync")),
      closeSync: this.#close(of("closeSync")),
    };
  }

  #resolved(path: unknown): string {
    if (typeof path === "string") return resolve(path);
    this.#problem ??= "a path is no text";
    return "";
  }

  #statSaid(stat: Call, path: unknown): string {
    try {
      return saidOf(Reflect.apply(stat, fs, [path, { throwIfNoEntry: false }]) as Stats | undefined);
    } catch (error) {
      return refused(error);
    }
  }

  /** A call about one path. */
  #path(kind: LookKind, call: Call, said: (answer: unknown) => string, argument = 0): Call {
    return (...args: unknown[]) => {
      const path = this.#resolved(args[0]);
      let answer: unknown;
      try {
        answer = Reflect.apply(call, fs, args) as unknown;
      } catch (error) {
        this.#note([kind, path, argument, refused(error)]);
        throw error;
      }
      this.#note([kind, path, argument, said(answer)]);
      return answer;
    };
  }

  /** Only what the program ships is read so. */
  #readFile(call: Call): Call {
    return (...args: unknown[]) => {
      if (!isShipped(args[0])) this.#problem ??= "a file is read in another way";
      return Reflect.apply(call, fs, args) as unknown;
    };
  }

  #openFile(call: Call): Call {
    return (...args: unknown[]) => {
      // So `readFileSync` opens a file, and whoever has loaded code by it before the recorder began.
      if (args[1] === "r" && isShipped(args[0])) return Reflect.apply(call, fs, args) as unknown;
      const [path, flags] = [this.#resolved(args[0]), Number(args[1] ?? O_RDONLY)];
      if (Number.isNaN(flags) || (flags & (O_WRONLY | O_RDWR)) !== 0)
        return this.#unknown("openSync", call)(...(args as never[]));
      const links = (flags & UNLINKED) === 0;
      try {
        const file = Reflect.apply(call, fs, args) as number;
        this.#open.set(file, { path, links, size: null, chunks: [] });
        return file;
      } catch (error) {
        this.#note(["read", path, links ? -1 : -2, refused(error)]);
        throw error;
      }
    };
  }

  #fstat(call: Call): Call {
    return (...args: unknown[]) => {
      const stat = Reflect.apply(call, fs, args) as Stats | BigIntStats;
      const open = this.#open.get(args[0] as number);
      if (open) open.size = Number(stat.size);
      return stat;
    };
  }

  #read(call: Call): Call {
    return (...args: unknown[]) => {
      const count = Reflect.apply(call, fs, args) as number;
      const [file, buffer, offset, , position] = args as [number, Buffer, number, number, number | null];
      const open = this.#open.get(file);
      if (open && position !== null) this.#problem ??= "a file is read from its middle";
      else if (open) open.chunks.push(Buffer.from(buffer.subarray(offset, offset + count)));
      return count;
    };
  }

  #close(call: Call): Call {
    return (...args: unknown[]) => {
      const file = args[0] as number;
      const open = this.#open.get(file);
      this.#open.delete(file);
      if (open) this.#closed(open);
      return Reflect.apply(call, fs, args) as unknown;
    };
  }

  /** A file that is read again is compared with what was read before, which takes less than a digest. */
  #noteWhole(path: string, argument: number, bytes: Buffer): void {
    const key = `${argument} ${path}`;
    if (this.#bytes.get(key)?.equals(bytes)) return;
    this.#note(["read", path, argument, bytesSaid(bytes.length, bytes)]);
    if ((this.#held += bytes.length) <= HELD) this.#bytes.set(key, bytes);
  }

  #closed({ path, links, size, chunks }: Open): void {
    const [first] = chunks;
    const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks);
    if (size === null) this.#problem ??= "a file is read without a look at its length";
    else if (bytes.length === size) this.#noteWhole(path, links ? -1 : -2, bytes);
    else if (links) this.#note(["read", path, bytes.length, bytesSaid(size, bytes)]);
    else this.#problem ??= "the beginning of a link is read";
  }
}

/** A file of the program itself, which is known by its digest. */
function isShipped(path: unknown): boolean {
  return typeof path === "string" && resolve(path).startsWith(import.meta.dirname + sep);
}
