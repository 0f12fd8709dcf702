//! An echo server on mio, unframed: one thread, one buffer for all reads, and what the kernel does not take is kept.
//! Says its port.

use std::io::{self, Read, Write};
use std::net::SocketAddr;

use millrace_bench_native::conversation::{answer, say};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const LISTENER: Token = Token(usize::MAX);
const BUFFER_BYTES: usize = 256 * 1024;

struct Connection {
    stream: TcpStream,
    /// Bytes that the kernel has not taken. While there are some, nothing is read.
    unsent: Vec<u8>,
}

fn is_blocked(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}

impl Connection {
    /// Whether all of `bytes` is away; the rest is kept.
    fn write(&mut self, bytes: &[u8]) -> io::Result<bool> {
        let mut at = 0;
        while at < bytes.len() {
            match self.stream.write(&bytes[at..]) {
                Ok(taken) => at += taken,
                Err(error) if is_blocked(&error) => {
                    self.unsent.extend_from_slice(&bytes[at..]);
                    return Ok(false);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Echoes what there is. Whether the connection lives on.
    fn go_on(&mut self, buffer: &mut [u8]) -> io::Result<bool> {
        let unsent = std::mem::take(&mut self.unsent);
        if !self.write(&unsent)? {
            return Ok(true);
        }
        loop {
            match self.stream.read(buffer) {
                Ok(0) => return Ok(false),
                Ok(bytes) => {
                    // A read that did not fill the buffer has emptied the socket: the next event is a new one.
                    if !self.write(&buffer[..bytes])? || bytes < buffer.len() {
                        return Ok(true);
                    }
                }
                Err(error) if is_blocked(&error) => return Ok(true),
                Err(error) => return Err(error),
            }
        }
    }
}

fn accept(
    listener: &TcpListener,
    poll: &Poll,
    all: &mut Vec<Option<Connection>>,
) -> io::Result<()> {
    loop {
        let mut stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if is_blocked(&error) => return Ok(()),
            Err(error) => return Err(error),
        };
        stream.set_nodelay(true)?;
        let slot = all.iter().position(Option::is_none).unwrap_or(all.len());
        let interest = Interest::READABLE | Interest::WRITABLE;
        poll.registry()
            .register(&mut stream, Token(slot), interest)?;
        let connection = Some(Connection {
            stream,
            unsent: Vec::new(),
        });
        if slot == all.len() {
            all.push(connection);
        } else {
            all[slot] = connection;
        }
    }
}

fn main() -> io::Result<()> {
    // Whoever started this has gone when its end of stdin has.
    std::thread::spawn(|| {
        let ended = answer(|_| Ok("null".to_owned()));
        std::process::exit(i32::from(ended.is_err()))
    });
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(1024);
    let mut listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    poll.registry()
        .register(&mut listener, LISTENER, Interest::READABLE)?;
    say(&listener.local_addr()?.port().to_string())?;
    let mut all: Vec<Option<Connection>> = Vec::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                accept(&listener, &poll, &mut all)?;
            } else if let Some(place) = all.get_mut(event.token().0) {
                let lives = place
                    .as_mut()
                    .map(|connection| connection.go_on(&mut buffer));
                // A connection that fails is closed, like one that has ended.
                if !matches!(lives, Some(Ok(true))) {
                    *place = None;
                }
            }
        }
    }
}
