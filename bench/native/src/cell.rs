use std::{fs, io};

use crate::conversation::wrong;

/// The bytes that all contestants decode, and where they are cut; `cell-file.ts` writes them:
///
/// ```text
/// u32 LE count | count x u32 LE chunk length | the wire
/// ```
///
/// Each chunk has memory of its own, as a socket would deliver it.
pub struct Cell {
    chunks: Vec<Box<[u8]>>,
}

impl Cell {
    pub fn read(path: &str) -> io::Result<Self> {
        let file = fs::read(path)?;
        let word = |index: usize| -> io::Result<usize> {
            let bytes = file
                .get(4 * index..4 * index + 4)
                .ok_or_else(|| wrong("a short file"))?;
            Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
        };
        let count = word(0)?;
        let mut chunks = Vec::with_capacity(count);
        let mut at = 4 * (count + 1);
        for index in 1..=count {
            let length = word(index)?;
            let chunk = file
                .get(at..at + length)
                .ok_or_else(|| wrong("a short wire"))?;
            chunks.push(chunk.into());
            at += length;
        }
        Ok(Self { chunks })
    }

    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        self.chunks.iter().map(|chunk| &**chunk)
    }
}
