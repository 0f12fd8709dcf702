import type { DecimalFraming } from "./decimal.js";
import type { DelimiterFraming } from "./delimiter.js";
import type { FixedFraming } from "./fixed.js";
import type { HeaderBlockFraming } from "./header-block.js";
import type { LengthFieldFraming } from "./length-field.js";
import type { HostFraming, RawFraming } from "./raw.js";
import type { VarintFraming } from "./varint.js";

/** A framing that stays the same. */
export type SimpleFraming =
  | LengthFieldFraming
  | VarintFraming
  | DelimiterFraming
  | FixedFraming
  | DecimalFraming
  | HeaderBlockFraming
  | RawFraming
  | HostFraming;
