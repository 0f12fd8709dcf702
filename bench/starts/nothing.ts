/** What Node takes for itself: a module that has to be loaded, and a byte that is looked at. */
if (new Uint8Array([0, 0, 0, 1, 0x2e])[4] !== 0x2e) process.exitCode = 1;
export {};
