//! tokio-util's codecs as `Framed` drives them, with the bytes already there.

use bytes::BytesMut;
use tokio_util::codec::{Decoder, LengthDelimitedCodec, LinesCodec};

use crate::cell::Cell;
use crate::digest::{Digest, Tally};

const LIMIT_BYTES: usize = 32 * 1024 * 1024;

pub fn length_codec() -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder()
        .max_frame_length(LIMIT_BYTES)
        .new_codec()
}

fn decode<C, D>(cell: &Cell, buffer: &mut BytesMut, mut codec: C) -> Tally
where
    C: Decoder,
    C::Item: AsRef<[u8]>,
    C::Error: std::fmt::Debug,
    D: Digest,
{
    let mut tally = Tally::default();
    buffer.clear();
    for chunk in cell.chunks() {
        buffer.extend_from_slice(chunk);
        while let Some(frame) = codec.decode(buffer).expect("frames within the limit") {
            tally.add::<D>(frame.as_ref());
        }
    }
    tally
}

pub fn length<D: Digest>(cell: &Cell, buffer: &mut BytesMut) -> Tally {
    decode::<_, D>(cell, buffer, length_codec())
}

pub fn lines<D: Digest>(cell: &Cell, buffer: &mut BytesMut) -> Tally {
    decode::<_, D>(cell, buffer, LinesCodec::new_with_max_length(LIMIT_BYTES))
}
