import { hexOf } from "./digits.js";
import type { Format } from "./text.js";

/** A short stream to begin with, and how it is framed. */
export interface Sample {
  readonly label: string;
  /** As in a link: the name of a preset, or a framing set by hand. */
  readonly framing: string;
  readonly text: string;
  readonly format: Format;
}

const sample = (label: string, framing: string, text: string, format: Format = "hex"): Sample => ({
  label,
  framing,
  text,
  format,
});

/** A text whose line endings a text area would change. */
const hexText = (text: string): string =>
  (hexOf(new TextEncoder().encode(text)).match(/.{1,32}/g) ?? []).join("\n");

const POSTGRES = `52 00000008 00000000
53 00000016 7365727665725f76657273696f6e00 313600
4b 0000000c 00001f90 1a2b3c4d
5a 00000005 49
54 0000001d 0001 6e616d6500 00000000 0000 00000019 ffff ffffffff 0000
44 00000010 0001 00000006 6d696c6c6572
43 0000000d 53454c45435420 3100
5a 00000005 49`;

const LSP = [
  `{"jsonrpc":"2.0","id":1,"method":"initialize"}`,
  `{"jsonrpc":"2.0","id":1,"result":null}`,
].map((body) => `Content-Length: ${body.length}\r\n\r\n${body}`);

export const SAMPLES: readonly Sample[] = [
  sample("PostgreSQL: a login and a query", "preset=postgres", POSTGRES),
  sample(
    "PostgreSQL: a length that cannot be",
    "preset=postgres",
    "52 00000008 00000000 5a 00000005 49 51 00000003 41 5a 00000005 49",
  ),
  sample("MySQL: a ping and its answer", "preset=mysql", "010000 00 0e  070000 01 00000002000000"),
  sample(
    "AMQP 0-9-1: from the protocol header on",
    "preset=amqpStartup",
    "414d515000000901  01 0000 0000000c 000a000b000000000000 0000 ce  08 0000 00000000 ce",
  ),
  sample(
    "MQTT: connect, publish, ping",
    "preset=mqtt",
    "10 10 00044d515454 04 02 003c 000474657374  30 0b 00046d696c6c 6772697374  c0 00",
  ),
  sample(
    "Kafka: ApiVersions",
    "preset=kafka",
    "0000000e 0012 0000 00000001 0004 6d696c6c  0000000a 00000001 0000 00000000",
  ),
  sample(
    "DNS over TCP: a question",
    "preset=dns",
    "001d 1a2b 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001",
  ),
  sample(
    "Modbus/TCP: a question and an answer",
    "preset=modbus",
    "0001 0000 0006 11 03 006b 0003  0001 0000 0009 11 03 06 ae4156524340",
  ),
  sample(
    "HTTP/2: settings",
    "preset=http2",
    "000006 04 00 00000000 0003 00000064  000000 04 01 00000000",
  ),
  sample(
    "JSON lines",
    "preset=ndjson",
    '{"wheel":1,"turns":12}\n{"wheel":2,"turns":9}\n{"wheel":3,"turns":15}\n',
    "text",
  ),
  sample("Netstrings", "preset=netstring", "5:grist,0:,9:mill race,", "text"),
  sample("Language Server Protocol", "preset=lsp", hexText(LSP.join(""))),
  sample(
    "A frame over the limit, skipped",
    "framing=lengthPrefixed&size=1&maxFrameBytes=4&onOversize=discard",
    "02 6869  06 746f6f206269  03 627965",
  ),
  sample("A stream that ends inside a frame", "preset=dns", "0003 616263  0005 6465"),
];
