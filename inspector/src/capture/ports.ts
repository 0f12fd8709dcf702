/** Presets for what each end sends: from its first byte, and from a byte in the middle. */
interface Protocol {
  readonly client: string;
  readonly server: string;
  readonly clientStartup?: string;
  readonly serverStartup?: string;
}

const both = (preset: string): Protocol => ({ client: preset, server: preset });
const startup = (preset: string): Protocol => ({
  ...both(preset),
  clientStartup: `${preset}Startup`,
});
const startups = (preset: string): Protocol => ({
  ...startup(preset),
  serverStartup: `${preset}Startup`,
});

/** By the port of the server, for what has a preset. */
const PROTOCOLS: ReadonlyMap<number, Protocol> = new Map([
  [22, startups("ssh")],
  [25, both("smtp")],
  [53, both("dns")],
  [102, both("tpkt")],
  [104, both("dicom")],
  [110, both("pop3")],
  [143, both("imap")],
  [179, both("bgp")],
  [443, both("tls")],
  [445, both("smb")],
  [502, both("modbus")],
  [514, both("syslogLines")],
  [564, both("nineP")],
  [587, both("smtp")],
  [601, both("syslog")],
  [700, both("tls")],
  [853, both("tls")],
  [1433, both("tds")],
  [1883, both("mqtt")],
  [2181, both("zookeeper")],
  [2404, both("iec104")],
  [2575, both("mllp")],
  [2775, both("smpp")],
  [3306, both("mysql")],
  [3389, both("tpkt")],
  [3478, both("stun")],
  [3868, both("diameter")],
  [4189, both("pcep")],
  [4840, both("opcua")],
  [5000, both("hsms")],
  [5432, startup("postgres")],
  [5672, startup("amqp")],
  [6650, both("pulsar")],
  [6653, both("openflow")],
  [6881, startups("bittorrent")],
  [8333, both("bitcoin")],
  [8883, both("tls")],
  [9042, both("cassandra")],
  [9092, both("kafka")],
  [10051, both("zabbix")],
  [13400, both("doip")],
  [25565, both("minecraft")],
  [27017, both("mongodb")],
  [44818, both("ethernetIp")],
  [50051, startup("http2")],
]);

export const SERVER_PORTS: readonly number[] = [...PROTOCOLS.keys()];

export function hasPreset(port: number): boolean {
  return PROTOCOLS.has(port);
}

/** The preset for what one end sends, by the port of the server; undefined if there is none. */
export function presetOf(
  port: number,
  isFromClient: boolean,
  hasStart: boolean,
): string | undefined {
  const protocol = PROTOCOLS.get(port);
  if (protocol === undefined) return undefined;
  const { client, server, clientStartup = client, serverStartup = server } = protocol;
  if (isFromClient) return hasStart ? clientStartup : client;
  return hasStart ? serverStartup : server;
}
