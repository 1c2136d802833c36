/** A half-open range of UTF-16 code units in one document. */
export interface Span {
  start: number;
  end: number;
}

/** A place in a document as editors count: zero-based line, zero-based UTF-16 code unit within the line. */
export interface Position {
  line: number;
  character: number;
}

/** A document's text with its line table, made once per version. Lines end at `\n`, `\r\n` or a lone `\r` (LSP 3.18, "Position"). */
export class Text {
  readonly value: string;
  #starts: number[] | null = null;

  constructor(value: string) {
    this.value = value;
  }

  /** Offset of the first code unit of each line. */
  get lineStarts(): readonly number[] {
    if (this.#starts) return this.#starts;
    const starts = [0];
    const { value } = this;
    for (let at = 0; at < value.length; at++) {
      const unit = value.charCodeAt(at);
      if (unit === 10) starts.push(at + 1);
      else if (unit === 13 && value.charCodeAt(at + 1) !== 10) starts.push(at + 1);
    }
    this.#starts = starts;
    return starts;
  }

  /** The position of an offset; an offset outside the text is clamped. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.value.length));
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (starts[low] ?? 0) };
  }

  /** The offset of a position; a character past the line's end means the line's end, as LSP asks. */
  offset(position: Position): number {
    const starts = this.lineStarts;
    if (position.line < 0) return 0;
    const start = starts[position.line];
    if (start === undefined) return this.value.length;
    return Math.min(start + Math.max(0, position.character), this.lineEnd(position.line));
  }

  /** Offset just behind the last code unit of a line, its line ending left out. */
  lineEnd(line: number): number {
    let end = this.lineStarts[line + 1] ?? this.value.length;
    const start = this.lineStarts[line] ?? 0;
    while (end > start && (this.value.charCodeAt(end - 1) === 10 || this.value.charCodeAt(end - 1) === 13)) end--;
    return end;
  }

  /** The text of a line without its line ending. */
  line(line: number): string {
    return this.value.slice(this.lineStarts[line] ?? this.value.length, this.lineEnd(line));
  }

  /** The line ending this document uses: that of its first line. */
  get eol(): string {
    const second = this.lineStarts[1];
    if (second === undefined) return "\n";
    return this.value.slice(this.lineEnd(0), second);
  }
}
