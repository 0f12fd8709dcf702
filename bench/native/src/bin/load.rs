//! Drives an echo server. Asked to `drive PORT CONNECTIONS PIPELINED PAYLOAD MS`, each connection sends its frames, waits
//! for all of them, and sends again; every byte that comes back is compared. It says how many rounds there were, how
//! long they took, and how long a round did.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use millrace_bench_native::conversation::{answer, number, wrong};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

const BUFFER_BYTES: usize = 256 * 1024;

struct Client {
    stream: TcpStream,
    sent: usize,
    received: usize,
    begun: Instant,
}

/// The bytes of one round.
fn wire_of(pipelined: usize, payload: usize) -> Vec<u8> {
    let mut wire = Vec::with_capacity(pipelined * (4 + payload));
    for index in 0..pipelined {
        wire.extend_from_slice(&(payload as u32).to_be_bytes());
        wire.resize(wire.len() + payload, (index + 1) as u8);
    }
    wire
}

impl Client {
    fn send(&mut self, wire: &[u8]) -> io::Result<()> {
        while self.sent < wire.len() {
            match self.stream.write(&wire[self.sent..]) {
                Ok(taken) => self.sent += taken,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn receive(
        &mut self,
        wire: &[u8],
        buffer: &mut [u8],
        times: &mut Vec<u64>,
        until: Instant,
    ) -> io::Result<()> {
        loop {
            let bytes = match self.stream.read(buffer) {
                Ok(0) => return Err(wrong("the server ended a connection")),
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            if wire.get(self.received..self.received + bytes) != Some(&buffer[..bytes]) {
                return Err(wrong("a wrong byte came back"));
            }
            self.received += bytes;
            if self.received == wire.len() {
                let now = Instant::now();
                times.push((now - self.begun).as_nanos() as u64);
                if now >= until {
                    return Ok(());
                }
                (self.sent, self.received, self.begun) = (0, 0, now);
                self.send(wire)?;
            }
            if bytes < buffer.len() {
                return Ok(());
            }
        }
    }
}

fn open(port: u16, count: usize, poll: &Poll) -> io::Result<Vec<Client>> {
    let mut clients = Vec::with_capacity(count);
    for index in 0..count {
        // One after the other: a listener has room for so many that wait.
        let stream = std::net::TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port)))?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        let interest = Interest::READABLE | Interest::WRITABLE;
        poll.registry()
            .register(&mut stream, Token(index), interest)?;
        clients.push(Client {
            stream,
            sent: 0,
            received: 0,
            begun: Instant::now(),
        });
    }
    Ok(clients)
}

fn at(times: &[u64], share: f64) -> u64 {
    times[((times.len() as f64 * share) as usize).min(times.len() - 1)]
}

fn drive(words: &[&str]) -> io::Result<String> {
    let connections = number(words, 2)? as usize;
    let wire = wire_of(number(words, 3)? as usize, number(words, 4)? as usize);
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(1024);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut clients = open(number(words, 1)? as u16, connections, &poll)?;
    let mut times = Vec::new();
    let begun = Instant::now();
    let until = begun + Duration::from_millis(number(words, 5)?);
    for client in &mut clients {
        client.begun = Instant::now();
        client.send(&wire)?;
    }
    while clients.iter().any(|client| client.received < wire.len()) {
        poll.poll(&mut events, None)?;
        for event in &events {
            let client = &mut clients[event.token().0];
            client.send(&wire)?;
            client.receive(&wire, &mut buffer, &mut times, until)?;
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let [p50, p99, p999] = [0.5, 0.99, 0.999].map(|share| at(&times, share) as f64 / 1000.0);
    let rounds = times.len();
    Ok(format!(
        "{{\"rounds\":{rounds},\"seconds\":{seconds},\"p50\":{p50},\"p99\":{p99},\"p999\":{p999}}}"
    ))
}

fn main() -> io::Result<()> {
    answer(|words| match words.first() {
        Some(&"drive") => drive(words),
        _ => Err(wrong("drive")),
    })
}
