/** Where a Unix socket or Windows pipe is. */
export class UnixAddr {
  /** Undefined for an end without a name: the one that dialed, or one of a pair. */
  readonly path: string | undefined;

  constructor(path?: string) {
    this.path = path;
  }

  get isUnnamed(): boolean {
    return this.path === undefined;
  }

  toString(): string {
    return this.path ?? "(unnamed)";
  }
}
