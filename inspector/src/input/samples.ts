import type { Format } from "./text.js";

/** A short stream to begin with. */
export interface Sample {
  readonly label: string;
  /** Name of the preset it is framed by. */
  readonly preset: string;
  readonly text: string;
  /** By default found out. */
  readonly format?: Format;
}

export const SAMPLES: readonly Sample[] = [
  {
    label: "PostgreSQL: a login and a query",
    preset: "postgres",
    text: `52 00000008 00000000
53 00000016 7365727665725f76657273696f6e00 313600
4b 0000000c 00001f90 1a2b3c4d
5a 00000005 49
54 0000001c 0001 6e616d6500 00000000 0000 00000019 ffff ffffffff 0000
44 00000010 0001 00000006 6d696c6c6572
43 0000000d 53454c45435420 3100
5a 00000005 49`,
  },
  {
    label: "MySQL: a ping and its answer",
    preset: "mysql",
    text: "01 00 00 00 0e 07 00 00 01 00 00 00 02 00 00 00",
  },
  {
    label: "AMQP 0-9-1: heartbeats and a method",
    preset: "amqp",
    text: "08 0000 00000000 ce  01 0001 00000005 0014000b00 ce  08 0000 00000000 ce",
  },
];
