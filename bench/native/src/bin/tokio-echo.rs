//! tokio-util's `Framed` as an echo server, in its fastest mode: one thread, large buffers, and one flush for all
//! frames that are there. Says its port.

use std::io;

use bytes::BytesMut;
use futures_util::{FutureExt, SinkExt, StreamExt};
use millrace_bench_native::conversation::{answer, say};
use millrace_bench_native::tokio_codecs::length_codec;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::Framed;

const BUFFER_BYTES: usize = 64 * 1024;

async fn echo(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut framed = Framed::with_capacity(stream, length_codec(), BUFFER_BYTES);
    while let Some(first) = framed.next().await {
        let mut frame: BytesMut = first?;
        loop {
            framed.feed(frame.freeze()).await?;
            match framed.next().now_or_never() {
                Some(Some(next)) => frame = next?,
                Some(None) => return framed.flush().await,
                None => break,
            }
        }
        framed.flush().await?;
    }
    Ok(())
}

async fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    say(&listener.local_addr()?.port().to_string())?;
    loop {
        let (stream, _) = listener.accept().await?;
        // A connection that is reset is the load's end of a round.
        tokio::spawn(async move { echo(stream).await.unwrap_or(()) });
    }
}

fn main() -> io::Result<()> {
    // Whoever started this has gone when its end of stdin has.
    std::thread::spawn(|| {
        let ended = answer(|_| Ok("null".to_owned()));
        std::process::exit(i32::from(ended.is_err()))
    });
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?
        .block_on(serve())
}
