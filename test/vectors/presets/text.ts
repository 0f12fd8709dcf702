import { hex } from "../../support/wire.js";
import { type PresetVectors, within } from "./vector.js";

const SU = `<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - `;
const LONVICK = "'su root' failed for lonvick on /dev/pts/8";
const DONUTS = "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - ";
const TIME = "%% It's time to make the do-nuts.";

const EVENT =
  "MSH|^~\\&|ADT1|MCM|LABADT|MCM|198808181126||ADT^A01|MSG00001|P|2.3\rEVN|A01|198808181123\r";
const ANSWER = "MSH|^~\\&|LABADT|MCM|ADT1|MCM|198808181127||ACK|ACK00001|P|2.3\rMSA|AA|MSG00001\r";

export const text: PresetVectors = {
  ndjson: within(0, 1, "ndjson.org: example", `{"some":"thing"}\n`, `{"foo":17,"bar":false}\n`),
  syslog: {
    source: "RFC 5424, 6.5: the examples",
    frames: [
      ...within(4, 0, "", ["107 ", SU, LONVICK]).frames,
      ...within(3, 0, "", ["99 ", DONUTS, TIME]).frames,
    ],
  },
  syslogLines: within(
    0,
    1,
    "RFC 5424, 6.5: the examples",
    [SU, LONVICK, "\n"],
    [DONUTS, TIME, "\n"],
  ),
  netstring: {
    source: "Bernstein: 'hello world!' and the empty string",
    frames: [
      {
        wire: hex("31323a 68656c6c6f20776f726c6421 2c"),
        delivered: hex("68656c6c6f20776f726c6421"),
      },
      { wire: hex("303a 2c"), delivered: hex("") },
    ],
  },
  gelf: within(
    0,
    1,
    "GELF: payloads with what is mandatory",
    [`{"version":"1.1","host":"example.org","short_message":"A short message"}`, 0],
    [`{"version":"1.1","host":"example.org","short_message":"Another"}`, 0],
  ),
  xmlSocket: within(
    0,
    1,
    "XMLSocket: the request for a policy file, and an element",
    ["<policy-file-request/>", 0],
    ["<ping/>", 0],
  ),
  smtp: within(0, 2, "RFC 5321, D.1", "EHLO bar.com\r\n", "250-foo.com greets bar.com\r\n"),
  smtpData: within(
    0,
    5,
    "RFC 5321, 4.5.2: a mail, and one whose line begins with a dot",
    "Subject: one\r\n\r\nBlah blah blah...\r\n.\r\n",
    "Subject: two\r\n\r\n..is a dot\r\n.\r\n",
  ),
  imap: within(
    0,
    2,
    "RFC 9051, 8",
    "* OK IMAP4rev2 Service Ready\r\n",
    "a001 login mrc secret\r\n",
  ),
  pop3: within(0, 2, "RFC 1939, 10", "+OK POP3 server ready\r\n", "RETR 1\r\n"),
  lsp: within(
    22,
    0,
    "Language Server Protocol: shutdown and exit",
    ["Content-Length: 44\r\n\r\n", `{"jsonrpc":"2.0","id":1,"method":"shutdown"}`],
    ["Content-Length: 33\r\n\r\n", `{"jsonrpc":"2.0","method":"exit"}`],
  ),
  dap: within(
    22,
    0,
    "Debug Adapter Protocol: a next request, an initialized event",
    [
      "Content-Length: 72\r\n\r\n",
      `{"seq":153,"type":"request","command":"next","arguments":{"threadId":3}}`,
    ],
    ["Content-Length: 46\r\n\r\n", `{"seq":1,"type":"event","event":"initialized"}`],
  ),
  mllp: within(
    0,
    2,
    "HL7 2.3: an ADT^A01 and its acknowledgment",
    [0x0b, EVENT, 0x1c, 0x0d],
    [0x0b, ANSWER, 0x1c, 0x0d],
  ),
};
