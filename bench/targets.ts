/** What millrace sets out to reach, as ratios of one run; see docs/performance.md. */
import {
  type Ask,
  CURSOR,
  INDEX_OF,
  RAW,
  decoding,
  echo,
  framingAsks,
  inverse,
  times,
  value,
} from "./asks.js";
import { BY_HAND, ENCODE_WORK, FORWARD_WORK } from "./micro/encode.js";
import { DECODE, decodeWork } from "./sections/decode.js";
import { LARGE, LARGE_WORK } from "./sections/large.js";
import { LINKS, ONE_WAY_WORK, TRIP_WORK } from "./sections/links.js";
import { MICRO } from "./sections/micro.js";
import { STARTUP, STARTUP_WORK } from "./sections/startup.js";
import { VISITS, VISIT_WORK } from "./sections/visits.js";

const ENCODED = "millrace FrameEncoder.encodeInto()";
const FORWARDED = "millrace Connection.send(frame)";
const OPERATION = "ns / operation";
const U32_WORK = decodeWork("u32");
const ABOVE = "ms above bare node";

/** A message of 128 B there and back. */
function trip(how: string, most: number): Ask {
  const reached = inverse(times(LINKS, TRIP_WORK, "p50 µs", how, "raw node:net"));
  return { what: `link, ${how}: p50 x raw node:net`, need: [most, most], isMost: true, reached };
}

/** Lines as fast as they come. */
function oneWay(how: string, least: number): Ask {
  const reached = times(LINKS, ONE_WAY_WORK, "messages / s", how, "split2");
  return { what: `link, lines one way, ${how}: x split2`, need: [least, least], reached };
}

export const TARGETS: readonly Ask[] = [
  {
    what: "u32 + 64 B, batch path x readUInt32BE + subarray",
    need: [7.5, 5.5],
    reached: decoding("u32", "batch", CURSOR),
  },
  {
    what: "u32 + 64 B, Frame getters x readUInt32BE + subarray",
    need: [4.5, 3],
    reached: decoding("u32", "Frame", CURSOR),
  },
  {
    what: "u32 + 64 B, frame.bytes() x readUInt32BE + subarray",
    need: [1.6, 1.05],
    reached: decoding("u32", "Frame.bytes()", CURSOR),
  },
  {
    what: "u32 + 64 B, batch path x tokio-util LengthDelimitedCodec",
    need: [3, 3],
    reached: decoding("u32", "batch", "tokio-util LengthDelimitedCodec"),
  },
  {
    what: "u32 + 64 B, batch path x Rust by hand",
    need: [0.7, 0.7],
    reached: decoding("u32", "batch", "Rust by hand"),
  },
  {
    what: "lines of 64 B, batch path x indexOf + subarray",
    need: [7, 4],
    reached: decoding("lines", "batch", INDEX_OF),
  },
  {
    what: "lines of 64 B, batch path x tokio-util LinesCodec",
    need: [2.5, 2.5],
    reached: decoding("lines", "batch", "tokio-util LinesCodec"),
  },
  ...framingAsks(),
  {
    what: "4 MiB in chunks of 1,460 B, time x copying the bytes once",
    need: [1.5, 1.5],
    isMost: true,
    reached: inverse(
      times(LARGE, LARGE_WORK, "ns / frame", "millrace batch", "copying the bytes once"),
    ),
  },
  {
    what: "encode u32 + 64 B from the JS heap, encodeInto() x by hand",
    need: [1.5, 1.5],
    reached: times(MICRO, ENCODE_WORK, OPERATION, ENCODED, BY_HAND),
  },
  {
    what: "forward a frame of 64 B, Connection.send(frame) x by hand",
    need: [4, 4],
    reached: times(MICRO, FORWARD_WORK, OPERATION, FORWARDED, BY_HAND),
  },
  {
    what: "echo 64 x 32 x 64 B, x tokio-util Framed",
    need: [1, 1],
    reached: echo("64 x 32 x 64 B", "tokio-util Framed"),
  },
  {
    what: "echo 64 x 32 x 64 B, x mio",
    need: [0.8, 0.8],
    reached: echo("64 x 32 x 64 B", "mio, unframed"),
  },
  {
    what: "echo 64 x 64 x 1 KiB, x mio",
    need: [0.9, 0.9],
    reached: echo("64 x 64 x 1024 B", "mio, unframed"),
  },
  {
    what: "echo 64 x 1 x 64 B, x raw node:net",
    need: [1.15, 1.1],
    reached: echo("64 x 1 x 64 B", RAW),
  },
  {
    what: "echo 1 x 1 x 64 B, p50 x raw node:net",
    need: [1.05, 1.05],
    isMost: true,
    reached: inverse(echo("1 x 1 x 64 B", RAW, "p50 µs")),
  },
  {
    what: "echo 16 x 16 x 64 KiB, x raw node:net",
    need: [1.2, 1.2],
    reached: echo("16 x 16 x 65536 B", RAW),
  },
  {
    what: "garbage of the batch path, B / frame",
    need: [0.1, 0.1],
    isMost: true,
    reached: value(DECODE, U32_WORK, "millrace batch", "B / frame"),
  },
  {
    what: "collections while the batch path runs",
    need: [0, 0],
    isMost: true,
    reached: value(DECODE, U32_WORK, "millrace batch", "collections"),
  },
  {
    what: "import + first frame, ms above bare node",
    need: [15, 15],
    isMost: true,
    reached: value(STARTUP, STARTUP_WORK, "millrace/codec, first frame", ABOVE),
  },
  {
    what: "connect, 64 B there and back, close, x raw node:net",
    need: [0.9, 0.9],
    reached: times(VISITS, VISIT_WORK, "visits / s", "millrace", RAW),
  },
  trip("asynchronous", 1.3),
  trip("blocking, spinning", 1),
  trip("blocking", 2),
  oneWay("for await", 2),
  oneWay("forEach", 5),
];
