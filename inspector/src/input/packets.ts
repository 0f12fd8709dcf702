/** Magic numbers of pcap, with microseconds and nanoseconds in both byte orders, and of pcapng. */
const MAGIC = [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a];

/** Whether a file has packets of many streams: putting one together is for other tools. */
export async function hasPackets(file: Blob): Promise<boolean> {
  const head = new DataView(await file.slice(0, 4).arrayBuffer());
  return head.byteLength === 4 && MAGIC.includes(head.getUint32(0));
}
