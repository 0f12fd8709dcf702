/**
 * OpenTelemetry: the figures of a server as metrics. Nothing is counted twice: each collection asks
 * `server.stats()` once, and traffic is not touched.
 *
 *     npm run build && npm run examples && node build/examples/opentelemetry.js
 */
import { EventEmitter, once } from "node:events";
import type { Meter, ObservableResult } from "@opentelemetry/api";
import { DataPointType, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { TcpClient, TcpServer, type TcpServerStats, lengthPrefixed } from "millrace";

/** Puts the figures of a server on a meter. */
function observe(meter: Meter, stats: () => TcpServerStats): void {
  type Tell = (result: Pick<ObservableResult, "observe">, stats: TcpServerStats) => void;
  const counters: Record<string, Tell> = {
    "millrace.frames.in": (result, { framesIn }) => result.observe(framesIn),
    "millrace.frames.out": (result, { framesOut }) => result.observe(framesOut),
    "millrace.bytes.in": (result, { bytesIn }) => result.observe(bytesIn),
    "millrace.bytes.out": (result, { bytesOut }) => result.observe(bytesOut),
    "millrace.connections.refused": (result, { refused }) => result.observe(refused),
    "millrace.errors": (result, { errors }) => {
      for (const [code, count] of Object.entries(errors)) result.observe(count, { code });
    },
  };
  const gauges: Record<string, Tell> = {
    "millrace.connections": (result, { connections }) => result.observe(connections),
    "millrace.outbound.bytes": (result, { bufferedBytes }) => result.observe(bufferedBytes),
    "millrace.parked.bytes": (result, { heldBytes }) => result.observe(heldBytes),
    "millrace.pool.blocks": (result, { loop }) => {
      for (const { blockBytes, out } of loop.pool.classes) result.observe(out, { blockBytes });
    },
  };
  const instruments = [
    ...Object.entries(counters).map(([name, tell]) => {
      return { instrument: meter.createObservableCounter(name), tell };
    }),
    ...Object.entries(gauges).map(([name, tell]) => {
      return { instrument: meter.createObservableUpDownCounter(name), tell };
    }),
  ];
  meter.addBatchObservableCallback(
    (result) => {
      const now = stats();
      for (const { instrument, tell } of instruments) {
        tell({ observe: (value, by) => result.observe(instrument, value, by) }, now);
      }
    },
    instruments.map(({ instrument }) => instrument),
  );
}

/** Reads when it is asked to. In production: a PeriodicExportingMetricReader with an exporter. */
class Reading extends MetricReader {
  protected override onShutdown = (): Promise<void> => Promise.resolve();
  protected override onForceFlush = (): Promise<void> => Promise.resolve();

  async print(): Promise<void> {
    const { resourceMetrics } = await this.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    for (const { descriptor, dataPointType, dataPoints } of metrics) {
      if (dataPointType !== DataPointType.SUM) continue;
      for (const { value, attributes } of dataPoints) {
        const by = Object.entries(attributes).map(([key, one]) => ` ${key}=${String(one)}`);
        console.log(`${descriptor.name}${by.join("")}: ${value}`);
      }
    }
  }
}

const framing = lengthPrefixed(2, { maxFrameBytes: 10 });
const happened = new EventEmitter();
const server = new TcpServer(
  { framing, maxConnections: 2 },
  {
    onFrame: (connection, frame) => void connection.send(frame),
    onDisconnect: () => void happened.emit("gone"),
  },
);
const { port } = await server.start();

const reading = new Reading();
const provider = new MeterProvider({ readers: [reading] });
observe(provider.getMeter("millrace"), () => server.stats());

/** Sends 3 frames of 10 bytes, and waits for their echoes. */
async function visit(): Promise<TcpClient> {
  const client = new TcpClient({ port, framing }, { onFrame: () => void happened.emit("echo") });
  const connection = await client.connect();
  for (let i = 0; i < 3; ++i) {
    const echo = once(happened, "echo");
    connection.send("0123456789");
    await echo;
  }
  return client;
}

const first = await visit();
const second = await visit();
// There is no place for a third.
const third = await new TcpClient({ port, framing }, {}).connect();
await third.closed;
let gone = once(happened, "gone");
await second.disconnect();
await gone;
// A frame that is larger than the server takes.
const fourth = await new TcpClient({ port, framing: lengthPrefixed(2) }, {}).connect();
gone = once(happened, "gone");
fourth.send("0123456789+");
await gone;

await reading.print();
await first.disconnect();
await provider.shutdown();
await server.stop();
