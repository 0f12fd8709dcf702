/** `millrace`: framed TCP on a WebAssembly core. Everything of `millrace/codec` besides. */
export * from "./codec.js";
export type { ByteSize } from "./core/check.js";
export type { ConnectionId } from "./core/ids.js";
export type { PoolClassStats, PoolStats } from "./core/pool.js";
export type { BufferOptions, BufferStats } from "./engine/buffers.js";
export type { CommandPort, SendResult } from "./engine/commands.js";
export type { EngineStats } from "./engine/engine.js";
export { CommandError, EngineHandle, type EngineHandleOptions } from "./engine/engine-handle.js";
export type {
  CloseCode,
  CloseReason,
  Connection,
  ConnectionStats,
  Handler,
  NetworkEvent,
  ServerContext,
  TimeoutToken,
} from "./engine/handler.js";
export type { SpeechOptions } from "./engine/options.js";
export type { OutboundOverflow } from "./engine/owner.js";
export type { Timeouts } from "./engine/patience.js";
export {
  ProtocolEngine,
  type ProtocolEngineOptions,
  type ProtocolEngineStats,
} from "./engine/protocol-engine.js";
export { ConnectionClosedError, NetworkError, TimeoutError } from "./errors.js";
export {
  InvalidMessageError,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from "./codec/schema.js";
export type { BackoffOptions } from "./engine/backoff.js";
export { connect, type ConnectOptions, listen, type ListenOptions } from "./link/connect.js";
export type { DialSettings } from "./link/connector.js";
export type { Consume } from "./link/consumer.js";
export type { Conversation, LinkIdentity } from "./link/conversation.js";
export { LinkReceiver, LinkSender } from "./link/halves.js";
export { Link } from "./link/link.js";
export { LinkListener, type ListenSettings } from "./link/listener.js";
export { MessageLog, type MessageStore } from "./link/message-log.js";
export * as observers from "./link/observers.js";
export type {
  CodecSpeech,
  FrameIn,
  FrameOut,
  FramingSpeech,
  LinkSettings,
  SchemaSpeech,
} from "./link/options.js";
export { LinkPool, type PoolMessage, type PoolSendStatus } from "./link/pool.js";
export type { HeartbeatOptions, LinkObserver, LinkProtocol } from "./link/protocol.js";
export type { AcceptStatus, RecvStatus, SendStatus } from "./link/status.js";
export type { WaitOptions } from "./link/wait.js";
export type { AnyDuplex } from "./reactor/adopt.js";
export type { ComputeOptions, ComputeStats, ComputeTask } from "./reactor/compute.js";
export type { ComputePriority } from "./reactor/line.js";
export type { Leak } from "./core/leaks.js";
export type { KeepAlive, KeepAliveOptions } from "./reactor/keep-alive.js";
export { EventLoop, type EventLoopOptions, type EventLoopStats } from "./reactor/loop.js";
export type { LoopTimer, TimerTask } from "./reactor/timers.js";
export type { Endpoint } from "./reactor/transport.js";
export type { BlockList } from "./reactor/address-gate.js";
export type { TlsClientOptions, TlsServerOptions } from "./reactor/tls.js";
export type { PeerCertificate, TlsInfo } from "./reactor/tls-info.js";
export type { WebStreamPair } from "./reactor/web-transport.js";
export { TcpClient, type TcpClientStats } from "./tcp/client.js";
export type {
  SharedOptions,
  TcpClientOptions,
  TcpOptions,
  TcpServerOptions,
} from "./tcp/options.js";
export { TcpServerConfig, type TcpServerConfigBuilder } from "./tcp/config.js";
export type { ReconnectOptions } from "./tcp/reconnect.js";
export { TcpServer, type TcpServerStats } from "./tcp/server.js";
export { startTls } from "./tcp/start-tls.js";
