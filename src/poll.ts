/**
 * `millrace/poll`: mio's readiness API over any Duplex or datagram socket. Thin and optional: the engine
 * does not use it. docs/readiness.md has every name of mio beside the one here.
 */
export type { EventHandler, EventHandlers } from "./poll/dispatch.js";
export { DuplexSource, type Shutdown } from "./poll/duplex-source.js";
export type { Event } from "./poll/event.js";
export { Events } from "./poll/events.js";
export { Interest } from "./poll/interest.js";
export { IoSource } from "./poll/io-source.js";
export type { BindOptions } from "./poll/listener-source.js";
export { Receiver, Sender, pipe } from "./poll/pipe.js";
export { Poll } from "./poll/poll.js";
export { Ready } from "./poll/ready.js";
export { SourceFd, UnixDatagram } from "./poll/refused.js";
export { Registry, type Source } from "./poll/registry.js";
export { SocketAddr, type SocketAddrLike } from "./poll/socket-addr.js";
export { TcpListener } from "./poll/tcp-listener.js";
export { TcpStream } from "./poll/tcp-stream.js";
export { Token } from "./poll/token.js";
export { type UdpBindOptions, UdpSocket } from "./poll/udp-socket.js";
export { UnixAddr } from "./poll/unix-addr.js";
export { UnixListener } from "./poll/unix-listener.js";
export { UnixStream } from "./poll/unix-stream.js";
export { RemoteWaker, Waker } from "./poll/waker.js";
export { WOULD_BLOCK, type WouldBlock } from "./poll/would-block.js";
export { NetworkError } from "./errors.js";
