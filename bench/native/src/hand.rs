//! Scan loops as one would write them by hand: one buffer, one copy of each chunk, slices out.

use memchr::memchr;

use crate::cell::Cell;
use crate::digest::{Digest, Tally};

const LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Runs `scan` over the bytes held, chunk by chunk; it answers how many of them were frames.
fn hold(
    cell: &Cell,
    held: &mut Vec<u8>,
    mut scan: impl FnMut(&[u8], &mut Tally) -> usize,
) -> Tally {
    let mut tally = Tally::default();
    held.clear();
    for chunk in cell.chunks() {
        held.extend_from_slice(chunk);
        let used = scan(held, &mut tally);
        let rest = held.len() - used;
        held.copy_within(used.., 0);
        held.truncate(rest);
    }
    tally
}

pub fn length<D: Digest>(cell: &Cell, held: &mut Vec<u8>) -> Tally {
    hold(cell, held, |bytes, tally| {
        let mut at = 0;
        while let Some(header) = bytes.get(at..at + 4) {
            let size = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
            assert!(size <= LIMIT_BYTES, "too large");
            let Some(frame) = bytes.get(at + 4..at + 4 + size) else {
                break;
            };
            tally.add::<D>(frame);
            at += 4 + size;
        }
        at
    })
}

/// The same in two steps: all frames of the bytes held as slices in a table, then whoever wants them.
pub fn length_table<D: Digest>(cell: &Cell, held: &mut Vec<u8>) -> Tally {
    let mut table: Vec<(u32, u32)> = Vec::new();
    hold(cell, held, move |bytes, tally| {
        let used = slices(bytes, &mut table);
        for &(offset, size) in &table {
            tally.add::<D>(&bytes[offset as usize..][..size as usize]);
        }
        used
    })
}

/// Fills the table; answers how many bytes were frames.
#[inline(never)]
fn slices(bytes: &[u8], table: &mut Vec<(u32, u32)>) -> usize {
    let mut at = 0;
    table.clear();
    while let Some(header) = bytes.get(at..at + 4) {
        let size = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
        assert!(size <= LIMIT_BYTES, "too large");
        if bytes.len() - at - 4 < size {
            break;
        }
        table.push((at as u32 + 4, size as u32));
        at += 4 + size;
    }
    at
}

/// A LEB128 number at the front: its value and its size, if it is complete.
#[inline(always)]
fn varint_at(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        assert!(index < 5, "too long");
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            return Some((value, index + 1));
        }
    }
    None
}

pub fn varint<D: Digest>(cell: &Cell, held: &mut Vec<u8>) -> Tally {
    hold(cell, held, |bytes, tally| {
        let mut at = 0;
        while let Some((size, header)) = varint_at(&bytes[at..]) {
            assert!(size <= LIMIT_BYTES, "too large");
            let begin = at + header;
            let Some(frame) = bytes.get(begin..begin + size) else {
                break;
            };
            tally.add::<D>(frame);
            at = begin + size;
        }
        at
    })
}

pub fn lines<D: Digest>(cell: &Cell, held: &mut Vec<u8>) -> Tally {
    // Behind how many bytes of the line that is not complete the search goes on.
    let mut seen = 0;
    hold(cell, held, move |bytes, tally| {
        let mut at = 0;
        while let Some(found) = memchr(b'\n', &bytes[at + seen..]) {
            let end = at + seen + found;
            let line = &bytes[at..end];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            assert!(line.len() <= LIMIT_BYTES, "too large");
            tally.add::<D>(line);
            at = end + 1;
            seen = 0;
        }
        seen = bytes.len() - at;
        at
    })
}
