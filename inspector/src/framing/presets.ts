import { type Framing, lengthField, lengthPrefixed, lines } from "../../../src/codec.js";

/** A framing by the name of its protocol. */
export interface Preset {
  readonly name: string;
  readonly framing: Framing;
}

const BY_NAME: Readonly<Record<string, Framing>> = {
  postgres: lengthField({ offset: 1, size: 4, adjustment: -4, strip: 0 }),
  mysql: lengthField({ size: 3, endian: "little", adjustment: 1, strip: 0 }),
  amqp: lengthField({ offset: 3, adjustment: 1, strip: 0, trailer: Uint8Array.of(0xce) }),
  kafka: lengthPrefixed(4, { signed: true }),
  dns: lengthPrefixed(2),
  ndjson: lines(),
};

export const PRESETS: readonly Preset[] = Object.entries(BY_NAME).map(([name, framing]) => ({
  name,
  framing,
}));

export function presetNamed(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
