/** Both sides of a SoupBinTCP session, as protocols of links: login, heart beats, replay, logout. */
import {
  type HeartbeatOptions,
  type Link,
  type LinkListener,
  type LinkProtocol,
  MessageLog,
  connect,
  listen,
} from "millrace";
import { type FromClient, type FromServer, clientCodec, serverCodec } from "./codec.js";

/** A beat a second at the latest, and fifteen seconds of silence, as the specification says. */
const BEAT_MS = 500;
const TOLERANCE_MS = 15_000;

export interface SoupServer {
  readonly listener: LinkListener<FromClient, FromServer>;
  readonly port: number;
  /** Sends to all clients, in sequence, and keeps it for those who come back. */
  publish(data: string): void;
  /** Ends the session: clients are told that there is no more. */
  end(): Promise<void>;
}

/** A server of one session. `onData` gets what clients send. */
export async function serve(options: {
  readonly session: string;
  readonly users: Readonly<Record<string, string>>;
  readonly onData: (user: string, data: string) => void;
  readonly port?: number;
  readonly heartbeatMs?: number;
}): Promise<SoupServer> {
  const { session, users, onData, port = 0, heartbeatMs = BEAT_MS } = options;
  const log = new MessageLog<FromServer>();
  const protocol: LinkProtocol<FromClient, FromServer> = {
    async onConnect(link) {
      const login = await link.recv();
      if (login.type !== "loginRequest") throw new Error(`${login.type} came before the login`);
      const isKnown = users[login.user] === login.password;
      const isHere = login.session === "" || login.session === session;
      const isThere = login.sequence <= log.nextSequence;
      if (!isKnown || !isHere || !isThere) {
        await link.send({ type: "loginRejected", reason: isKnown ? "S" : "A" });
        throw new Error(`the login of ${login.user} was rejected`);
      }
      const sequence = login.sequence === 0 ? log.nextSequence : login.sequence;
      await link.send({ type: "loginAccepted", session, sequence });
      await link.replay(log, sequence);
    },
    onRecv: (_, { type }) => type !== "clientHeartbeat",
    onDisconnect: (link) => link.send({ type: "endOfSession" }),
  };
  const heartbeat: HeartbeatOptions<FromServer> = {
    intervalMs: heartbeatMs,
    message: { type: "serverHeartbeat" },
    toleranceMs: TOLERANCE_MS,
  };
  const listener = await listen({ port, codec: serverCodec, protocol, heartbeat });
  const talk = async (link: Link<FromClient, FromServer>): Promise<void> => {
    for await (const message of link) {
      if (message.type === "unsequenced") onData(link.name, message.data);
      if (message.type === "logoutRequest") break;
    }
    await link.close();
  };
  const serving = (async () => {
    for await (const link of listener) talk(link).catch(() => link.abort());
  })();
  return {
    listener,
    port: listener.address.port,
    publish(data) {
      const message: FromServer = { type: "sequenced", data };
      log.append(message);
      // Whoever is too slow is cut off: it comes back, and asks for what it has missed.
      for (const link of listener.links())
        if (link.trySend(message).status !== "sent") link.abort();
    },
    async end() {
      await listener.close();
      await serving;
    },
  };
}

/** What a client has of its session, over all its connections. */
export interface SoupSession {
  name: string;
  nextSequence: number;
}

export type SoupClient = Link<FromServer, FromClient, SoupSession>;

/** A client that logs in, comes back where it was cut off, and logs out when it closes. */
export function join(options: {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly session?: SoupSession;
  readonly heartbeatMs?: number;
}): Promise<SoupClient> {
  const { port, user, password, heartbeatMs = BEAT_MS } = options;
  const session = options.session ?? { name: "", nextSequence: 1 };
  const protocol: LinkProtocol<FromServer, FromClient, SoupSession> = {
    async onConnect(link) {
      const { name, nextSequence: sequence } = link.session;
      await link.send({ type: "loginRequest", user, password, session: name, sequence });
      const answer = await link.recv();
      if (answer.type !== "loginAccepted") throw new Error(`the login failed: ${answer.type}`);
    },
    // Here, not behind the await: what comes in the same breath as the answer counts from there.
    onRecv({ session: mine }, message) {
      if (message.type === "sequenced") mine.nextSequence += 1;
      if (message.type === "loginAccepted") {
        mine.name = message.session;
        mine.nextSequence = message.sequence;
      }
      return message.type !== "serverHeartbeat";
    },
    onDisconnect: (link) => link.send({ type: "logoutRequest" }),
  };
  const heartbeat: HeartbeatOptions<FromClient> = {
    intervalMs: heartbeatMs,
    message: { type: "clientHeartbeat" },
    toleranceMs: TOLERANCE_MS,
  };
  return connect({
    port,
    codec: clientCodec,
    protocol,
    session,
    heartbeat,
    reconnect: true,
    retryAfterMs: 10,
  });
}
