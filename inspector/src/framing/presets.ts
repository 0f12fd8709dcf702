import { type Framing, presets } from "../../../src/codec.js";

/** A framing by the name of its protocol. */
export interface Preset {
  readonly name: string;
  readonly framing: Framing;
}

/** All presets of the library, by name. */
export const PRESETS: readonly Preset[] = Object.entries(presets)
  .map(([name, framing]) => ({ name, framing }))
  .sort((one, other) => one.name.localeCompare(other.name));

export function presetNamed(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
