import {
  FrameDecoder,
  FrameEncoder,
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthField,
  lines,
  raw,
  stages,
  varint,
} from "millrace/codec";

const framings = {
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthField,
  lines,
  raw,
  stages,
  varint,
};
globalThis.codec = { FrameDecoder, FrameEncoder, ...framings };
