import "react";

declare module "react" {
  interface CSSProperties {
    /** Bytes of a row. */
    "--per-row"?: number;
  }
}
