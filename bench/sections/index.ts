import { browserSection } from "./browser.js";
import { connectionsSection } from "./connections.js";
import { decodeSection } from "./decode.js";
import { largeSection } from "./large.js";
import { linksSection } from "./links.js";
import { matrixSections } from "./matrix.js";
import { microSection } from "./micro.js";
import type { Section } from "./section.js";
import { serversSection } from "./servers.js";
import { sizesSection } from "./sizes.js";
import { startupSection } from "./startup.js";
import { trickleSection } from "./trickle.js";
import { visitsSection } from "./visits.js";

/** In the order in which they run. */
export const SECTIONS: readonly Section[] = [
  decodeSection,
  largeSection,
  microSection,
  serversSection,
  startupSection,
  sizesSection,
  connectionsSection,
  trickleSection,
  visitsSection,
  linksSection,
  browserSection,
  ...matrixSections,
];
