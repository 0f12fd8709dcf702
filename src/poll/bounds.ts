/** Defaults and bounds of the readiness API: their unit, and what they guard against. */

/** Events of a poll, where nobody says how many: one turn of `run()` or `for await`. */
export const EVENTS_CAPACITY = 1_024;
/** The most that an `Events` may hold. */
export const EVENTS_CAPACITY_MAX = 65_536;
/** Milliseconds of a timeout, at the most: longer ones are cut, as mio does. */
export const TIMEOUT_MS_MAX: number = 2 ** 31 - 1;
/** Connections that a listener holds for `accept()`: Node takes them from the kernel unasked. */
export const ACCEPT_QUEUE_MAX = 4_096;
/** Bytes and datagrams that a UdpSocket holds for `recv()`: Node takes them from the kernel unasked. */
export const DATAGRAM_QUEUE_BYTES: number = 1024 * 1024;
export const DATAGRAM_QUEUE_MAX = 4_096;
/** Bytes of datagrams that are on their way out: `send()` would block beyond that. */
export const DATAGRAM_SEND_BYTES: number = 256 * 1024;
/** Bytes of a datagram, at the most: 65,535 less the headers of IPv4 and UDP, or of UDP. */
export const DATAGRAM_BYTES_MAX_V4 = 65_507;
export const DATAGRAM_BYTES_MAX_V6 = 65_527;
