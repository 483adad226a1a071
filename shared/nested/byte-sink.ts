const BYTES_AT_FIRST = 65_536;

/** Bytes that grow at the end; whoever appends makes room first. */
export class ByteSink {
  bytes = new Uint8Array(BYTES_AT_FIRST);
  end = 0;

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.end + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }

  append(from: Uint8Array): void {
    this.reserve(from.length);
    const { bytes } = this;
    let { end } = this;
    // Faster than `set` for the few bytes that these mostly are.
    for (let i = 0; i < from.length; i++) bytes[end++] = from[i]!;
    this.end = end;
  }

  /** Text of ASCII characters only. */
  appendAscii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let { end } = this;
    for (let i = 0; i < text.length; i++) bytes[end++] = text.charCodeAt(i);
    this.end = end;
  }

  appendByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.end++] = byte;
  }
}
