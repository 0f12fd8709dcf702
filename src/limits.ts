/**
 * Every default and bound of millrace: its unit, what it guards against, who enforces it.
 * This file imports nothing.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** Payload bytes of a length-field frame: one header must not commit a peer's whole memory. Core. */
export const FRAME_BYTES_DEFAULT: number = 8 * MIB;
/** Bytes of a line or delimited frame, ending not counted: endless lines. Core. */
export const LINE_BYTES_DEFAULT: number = 64 * KIB;
/** The largest `maxFrameBytes` anyone may set, in bytes: addresses in the core are 32 bits. Codec. */
export const FRAME_BYTES_MAX: number = 1024 * MIB;
/** Bytes in front of a length field: a frame's header is carried in the headroom. Codec. */
export const FIELD_OFFSET_MAX = 255;
/** Bytes of a length field; also the range of whole bytes in a 64-bit integer. Codec. */
export const FIELD_SIZE_MAX = 8;
/** Bytes of a trailer: a framing's record has that much room. Codec. */
export const TRAILER_BYTES_MAX = 64;
/** Adjustment either way, in bytes: a 32-bit cell. Codec. */
export const ADJUSTMENT_MAX: number = 2 ** 31 - 1;
/** Bytes of a length in LEB128: ten hold 64 bits. Codec. */
export const VARINT_BYTES_MAX = 10;
/** Delimiters of a framing, and bytes of one: a framing's record has that much room. Codec. */
export const DELIMITERS_MAX = 16;
export const DELIMITER_BYTES_MAX = 64;
/** Bytes of the header lines in front of a body: a header without an end. Core. */
export const HEADER_BYTES_DEFAULT: number = 8 * KIB;
/** The most that anyone may allow: a header is kept until it is whole. Codec. */
export const HEADER_BYTES_MAX: number = MIB;
/** Stages of a stream: a framing's record has that much room. Codec. */
export const STAGES_MAX = 64;
/** Frames of a stage that is not the last: a 32-bit cell. Codec. */
export const FRAMES_PER_STAGE_MAX: number = 2 ** 31 - 1;
/** Bytes that may be stripped: the longest header and as much again. Codec. */
export const STRIP_BYTES_MAX = 512;

/** Bytes of a piece that a decoder copies at once; a larger chunk is shown in several. Codec. */
export const PIECE_BYTES: number = MIB;
/** Frames of a piece's table, at the most, before the rest takes another scan. Codec. */
export const PIECE_FRAMES = 1024;

/** Bytes of the pool of all decoders that have no loop; two blocks of the largest size. Core. */
export const CODEC_ARENA_BYTES: number = 40 * MIB;
/** Decoders that may be alive at once on the shared core. Core. */
export const CODEC_SLOTS = 65_536;
/** Bytes of a loop's pool: partial frames and send buffers of all its connections. Core. */
export const LOOP_ARENA_BYTES: number = 60 * MIB;
/** Connections that may be alive at once on a loop. Core. */
export const LOOP_SLOTS = 65_536;
/** The most slots a core can have: an id has 20 bits for them. Core. */
export const SLOTS_MAX: number = 2 ** 20;
/** Bytes of an arena, at the most: the core's addresses stay below 2 GiB. Core. */
export const ARENA_BYTES_MAX: number = 1536 * MIB;
/** Bytes of an arena, at the least: a landing zone's reserve and something to work with. Core. */
export const ARENA_BYTES_MIN: number = 640 * KIB;

/** Bytes of a partial frame that is carried in front of the next read; assembly/layout.ts. Core. */
export const HEADROOM_BYTES: number = 4 * KIB;
/** Frames of a loop's own table, before the rest of a piece takes another scan; assembly/layout.ts. Core. */
export const TABLE_FRAMES = 4096;
/** Bytes of the landing zone: what one read brings, at the most. Reactor. */
export const ZONE_BYTES_DEFAULT: number = 256 * KIB;
export const ZONE_BYTES_MIN: number = 4 * KIB;
export const ZONE_BYTES_MAX: number = 4 * MIB;
/** Frames of one connection before the others get their turn. Engine. */
export const FRAMES_PER_TURN = 16_384;
/** Bytes of one connection before the others get their turn. Engine. */
export const BYTES_PER_TURN: number = MIB;

/** Bytes of a pooled send buffer, less what the pool's block has to spare. Engine. */
export const SEND_BUFFER_BYTES: number = 80 * KIB;
/** Connections whose answers go to the kernel together; each holds a send buffer meanwhile. Engine. */
export const DEPARTURES_MAX = 32;
/** Bytes of such an answer, at the most: a larger one would leave the processor's caches. Engine. */
export const DEPARTURE_BYTES_MAX: number = 16 * KIB;
/** Milliseconds that an answer waits before it goes ahead of the next handler. Engine. */
export const DEPARTURE_DELAY_MS = 1;
/** Unsent bytes of a connection at which `send()` answers false. Engine. */
export const HIGH_WATER_BYTES: number = 64 * KIB;
/** Unsent bytes of a connection beyond which it is closed: a peer that never reads. Engine. */
export const OUTBOUND_BYTES_MAX: number = 64 * MIB;
/** Unsent bytes of all connections of a loop, beyond which the sender is closed. Engine. */
export const LOOP_OUTBOUND_BYTES_MAX: number = 256 * MIB;
/** Share of a loop's arena that send buffers may take; beyond it they lie on the JS heap. Engine. */
export const OUTBOUND_ARENA_SHARE = 0.5;

/** Bytes on their way to a stream in another thread, or unread there: a slow reader. Reactor. */
export const PORT_WINDOW_BYTES: number = 256 * KIB;

/** Milliseconds of a timer, at the most: a signed 32-bit number in every runtime. Engine. */
export const TIMER_MS_MAX: number = 2 ** 31 - 1;
/** Milliseconds that a closing connection waits for its peer's FIN. Engine. */
export const LINGER_MS = 5_000;
/** Milliseconds between two looks at how long connections wait: a share of the shortest limit. Engine. */
export const SWEEP_MS_MIN = 10;
export const SWEEP_MS_MAX = 1_000;
export const SWEEPS_PER_TIMEOUT = 4;
/** Milliseconds that `stop()` leaves to the connections before it aborts them. Tcp. */
export const GRACE_MS = 5_000;
/** Milliseconds that a PROXY header, or a TLS handshake, may take. Reactor. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Milliseconds that a dialed connection may take to be established. Reactor. */
export const CONNECT_TIMEOUT_MS = 30_000;
/** Milliseconds before a lost connection is dialed again, at the most: the first time, and ever. Tcp. */
export const RECONNECT_FIRST_MS = 100;
export const RECONNECT_MAX_MS = 30_000;
/** Milliseconds of keep-alive and count of its probes, at the most: what Linux takes. Reactor. */
export const KEEP_ALIVE_MS_MAX = 32_767_000;
export const KEEP_ALIVE_COUNT_MAX = 127;
/** Connections that the kernel queues for a listener. Reactor. */
export const BACKLOG = 511;

/** Messages that wait to be received on a link before it stops reading. Link. */
export const INBOX_MESSAGES = 16_384;
/** The same in bytes, as they were on the wire. Link. */
export const INBOX_BYTES: number = MIB;
/** Bytes of a buffer that received payloads share, at the most: who keeps one keeps that much. Link. */
export const SHARED_BLOCK_BYTES: number = 16 * KIB;
/** Calls of `send()` on one link that wait for their turn: a caller who never awaits. Link. */
export const SENDS_MAX = 16_384;
/** Milliseconds between two attempts to dial a server that is not there, or is gone. Link. */
export const RETRY_AFTER_MS = 100;
/** Milliseconds that the farewell of a link may take. Link. */
export const FAREWELL_MS = 5_000;
/** Messages that a message log keeps for replay. Link. */
export const LOG_MESSAGES = 65_536;
/** Entries that an observing store keeps. Link. */
export const STORE_ENTRIES = 1_024;
/** Rejections that a listener keeps until somebody asks. Link. */
export const REJECTIONS_MAX = 1_024;
/** Links of a pool. Link. */
export const POOL_LINKS = 1_024;
/** Milliseconds that the thread of blocking links may take to start. Blocking. */
export const THREAD_START_MS = 10_000;

/** Events of a poll, where nobody says how many: one turn of `run()` or `for await`. Poll. */
export const EVENTS_CAPACITY = 1_024;
/** The most that an `Events` may hold. Poll. */
export const EVENTS_CAPACITY_MAX = 65_536;
/** Connections that a listener holds for `accept()`: Node takes them from the kernel unasked. Poll. */
export const ACCEPT_QUEUE_MAX = 4_096;
/** Bytes and datagrams that a UdpSocket holds for `recv()`: Node takes them from the kernel unasked. Poll. */
export const DATAGRAM_QUEUE_BYTES: number = MIB;
export const DATAGRAM_QUEUE_MAX = 4_096;
/** Bytes of datagrams that are on their way out: `send()` would block beyond that. Poll. */
export const DATAGRAM_SEND_BYTES: number = 256 * KIB;
/** Bytes of a datagram, at the most: 65,535 less the headers of IPv4 and UDP, or of UDP. Poll. */
export const DATAGRAM_BYTES_MAX_V4 = 65_507;
export const DATAGRAM_BYTES_MAX_V6 = 65_527;
