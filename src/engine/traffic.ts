import type { ConnectionStats } from "./handler.js";

/** What has gone through connections, in frames and bytes. */
export type TrafficStats = Omit<ConnectionStats, "heldBytes" | "bufferedBytes">;

export const NO_TRAFFIC: TrafficStats = {
  framesIn: 0,
  framesDiscarded: 0,
  bytesIn: 0,
  framesOut: 0,
  framesDropped: 0,
  bytesOut: 0,
};

/** The traffic of two. */
export function together(one: TrafficStats, other: TrafficStats): TrafficStats {
  return {
    framesIn: one.framesIn + other.framesIn,
    framesDiscarded: one.framesDiscarded + other.framesDiscarded,
    bytesIn: one.bytesIn + other.bytesIn,
    framesOut: one.framesOut + other.framesOut,
    framesDropped: one.framesDropped + other.framesDropped,
    bytesOut: one.bytesOut + other.bytesOut,
  };
}
