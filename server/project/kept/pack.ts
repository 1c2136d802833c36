import { crc32 } from "node:zlib";

/** What begins a pack; another form has another number. */
const MAGIC = "l9-pack1";
/** Bytes before the index: the magic, the length of the index, its checksum. */
const HEAD = MAGIC.length + 8;

/** Texts of one group that are kept: those of a file on a few branches. */
const VARIANTS = 4;
/** Milliseconds after which it is written down anew that a text was used: not every run shall write. */
const USE = 24 * 3600_000;

interface Slot {
  /** What it is about; of one group only the latest few stay. */
  group: string;
  bytes: Buffer;
  checksum: number;
  /** Milliseconds since 1970. */
  used: number;
}

/** An index entry as it is stored: key, group, length, checksum, used. */
type Row = [string, string, number, number, number];

/** Texts by key, in one block of bytes. What was damaged is not there. */
export class Pack {
  readonly #slots: Map<string, Slot>;
  readonly #now: number;
  /** Something is there, or was used, that the bytes do not say. */
  isChanged = false;

  private constructor(slots: Map<string, Slot>, now: number) {
    this.#slots = slots;
    this.#now = now;
  }

  /** @param bytes what `bytes()` gave; anything else is an empty pack */
  static of(bytes: Buffer | null, now = Date.now()): Pack {
    return new Pack(bytes === null ? new Map<string, Slot>() : read(bytes), now);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** The text of a key; null where there is none, or where its bytes are not those that were put. */
  get(key: string): string | null {
    const slot = this.#slots.get(key);
    if (!slot) return null;
    if (crc32(slot.bytes) !== slot.checksum) {
      this.#slots.delete(key);
      this.isChanged = true;
      return null;
    }
    if (this.#now - slot.used > USE) this.isChanged = true;
    slot.used = Math.max(slot.used, this.#now);
    return slot.bytes.toString("utf8");
  }

  put(key: string, group: string, text: string): void {
    const bytes = Buffer.from(text, "utf8");
    this.#slots.set(key, { group, bytes, checksum: crc32(bytes), used: this.#now });
    this.isChanged = true;
  }

  /** Takes over what another pack has and this one has not, or used before. */
  add(other: Pack): void {
    for (const [key, slot] of other.#slots) {
      const own = this.#slots.get(key);
      if (own) own.used = Math.max(own.used, slot.used);
      else this.#slots.set(key, slot);
    }
  }

  /** @param limit of bytes; what was used least recently is left out */
  bytes(limit: number): Buffer {
    const groups = new Map<string, number>();
    const rows: Row[] = [];
    const blocks: Buffer[] = [];
    let total = 0;
    // The later of two that were used in one run was put later.
    const latest = [...this.#slots].reverse().sort(([, a], [, b]) => b.used - a.used);
    for (const [key, { group, bytes, checksum, used }] of latest) {
      const variants = (groups.get(group) ?? 0) + 1;
      if (variants > VARIANTS || total + bytes.length > limit) continue;
      groups.set(group, variants);
      total += bytes.length;
      rows.push([key, group, bytes.length, checksum, used]);
      blocks.push(bytes);
    }
    const index = Buffer.from(JSON.stringify(rows), "utf8");
    const head = Buffer.alloc(HEAD);
    head.write(MAGIC, "latin1");
    head.writeUInt32LE(index.length, MAGIC.length);
    head.writeUInt32LE(crc32(index), MAGIC.length + 4);
    return Buffer.concat([head, index, ...blocks]);
  }
}

function read(bytes: Buffer): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  if (bytes.length < HEAD || bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return slots;
  const length = bytes.readUInt32LE(MAGIC.length);
  const index = bytes.subarray(HEAD, HEAD + length);
  if (index.length !== length || crc32(index) !== bytes.readUInt32LE(MAGIC.length + 4)) return slots;
  let at = HEAD + length;
  for (const [key, group, size, checksum, used] of rowsOf(index)) {
    const block = bytes.subarray(at, (at += size));
    if (block.length === size) slots.set(key, { group, bytes: block, checksum, used });
  }
  return slots;
}

/** None where the index is not what a pack has, though it has the right checksum. */
function rowsOf(index: Buffer): Row[] {
  let rows: unknown;
  try {
    rows = JSON.parse(index.toString("utf8"));
  } catch {
    return [];
  }
  return Array.isArray(rows) && rows.every(isRow) ? rows : [];
}

function isRow(row: unknown): row is Row {
  if (!Array.isArray(row)) return false;
  const [key, group, ...numbers] = row as unknown[];
  return (
    typeof key === "string" &&
    typeof group === "string" &&
    numbers.length === 3 &&
    numbers.every((one) => Number.isSafeInteger(one))
  );
}
