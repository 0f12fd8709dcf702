/** First in, first out, in a ring that grows by doubling. */
export class Queue<Item> {
  #ring: (Item | undefined)[] = new Array<undefined>(16);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: Item): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length++) & (this.#ring.length - 1)] = item;
  }

  /** The first one, which leaves; there must be one. */
  shift(): Item {
    const item = this.#ring[this.#head] as Item;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    --this.#length;
    return item;
  }

  #grow(): void {
    const { length } = this.#ring;
    const ring = new Array<Item | undefined>(2 * length);
    for (let i = 0; i < length; ++i) ring[i] = this.#ring[(this.#head + i) & (length - 1)];
    this.#ring = ring;
    this.#head = 0;
  }
}
