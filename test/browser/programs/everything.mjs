import * as codec from "millrace/codec";

// Nothing may be left out by the bundler.
globalThis.codec = { ...codec };
