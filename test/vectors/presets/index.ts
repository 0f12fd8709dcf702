import { databases } from "./databases.js";
import { industry } from "./industry.js";
import { messaging } from "./messaging.js";
import { networks } from "./networks.js";
import { peers } from "./peers.js";
import { rpc } from "./rpc.js";
import { security } from "./security.js";
import { text } from "./text.js";
import type { PresetVectors } from "./vector.js";

/** Frames of every preset. */
export const presetVectors: PresetVectors = {
  ...databases,
  ...industry,
  ...messaging,
  ...networks,
  ...peers,
  ...rpc,
  ...security,
  ...text,
};

export type { PresetVector } from "./vector.js";
