/** Answers istanbul locations (line from 1, column from 0) for offsets into a source text. */
export class Positions {
  #starts = [0];

  constructor(text) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
      this.#starts.push(at + 1);
    }
  }

  position(offset) {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low] };
  }

  location(range) {
    return { start: this.position(range.start), end: this.position(range.end) };
  }
}
