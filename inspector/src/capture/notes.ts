import { byteSize, count } from "../view/bytes-text.js";
import type { CaptureSnapshot } from "./capture.js";
import type { PassedOver, StreamRow } from "./messages.js";

/** Whose stream it is, and how much of it there is. */
export function factsOf({ isFromClient, bytes, packets, hasStart }: StreamRow): string {
  const amount = `${byteSize(bytes)} in ${counted(packets, "packet")}`;
  return `${isFromClient ? "client" : "server"}, ${amount}${hasStart ? "" : ", from the middle"}`;
}

export function missingText(bytes: number, gaps: number): string {
  return `${byteSize(bytes)} missing in ${counted(gaps, "gap")}`;
}

export function packetsAndStreams({ packets, streams }: CaptureSnapshot): string {
  return `${counted(packets, "packet")}, ${counted(streams.length, "stream")}.`;
}

/** What a reason is called, one and many. */
const REASONS: Readonly<Record<keyof PassedOver, readonly [string, string]>> = {
  other: ["not TCP", "not TCP"],
  fragment: ["fragment", "fragments"],
  cut: ["cut off in its headers", "cut off in their headers"],
  link: ["of an unknown link type", "of an unknown link type"],
  tooMany: ["of one connection too many", "of connections too many"],
};

/** Packets that no stream has bytes of, by reason; empty if there are none. */
export function passedOver({ passedOver }: CaptureSnapshot): string {
  if (passedOver === undefined) return "";
  const reasons = (Object.keys(REASONS) as (keyof PassedOver)[])
    .filter((reason) => passedOver[reason] > 0)
    .map(
      (reason) =>
        `${count(passedOver[reason])} ${REASONS[reason][passedOver[reason] === 1 ? 0 : 1]}`,
    );
  return reasons.length === 0 ? "" : `Passed over: ${reasons.join(", ")}.`;
}

function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}
