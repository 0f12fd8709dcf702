import { type Leak, LeakWatch } from "../core/leaks.js";
import { publish } from "./diagnostics.js";

function tell(leak: Leak): void {
  publish("leak", () => leak);
  const message = `a buffer of ${leak.bytes} bytes at ${String(leak.address)} was not given back`;
  const detail = `taken\n${leak.takenAt}`;
  process.emitWarning(message, { type: "MillraceLeak", code: "MILLRACE_LEAK", detail });
}

/**
 * Looks for buffers that are not home when a loop's last connection is gone, and when the loop has
 * stopped; tells each once, on `millrace:leak` and as a warning of the process.
 */
export class LeakReport {
  readonly watch: LeakWatch = new LeakWatch(() => {
    // Later: who closes a connection may give back the last of its buffers behind its slot.
    setImmediate(() => {
      this.make();
    });
  });

  make(): void {
    for (const leak of this.watch.report()) tell(leak);
  }
}
