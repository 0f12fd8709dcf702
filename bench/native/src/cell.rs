use std::{fs, io, ops::Range};

use crate::conversation::wrong;

/// The bytes that all contestants decode, and where they are cut; `cell-file.ts` writes them:
///
/// ```text
/// u32 LE count | count x u32 LE chunk length | the wire
/// ```
pub struct Cell {
    wire: Vec<u8>,
    cuts: Vec<Range<usize>>,
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
        let mut cuts = Vec::with_capacity(count);
        let mut at = 0;
        for index in 1..=count {
            let length = word(index)?;
            cuts.push(at..at + length);
            at += length;
        }
        let wire = file[4 * (count + 1)..].to_vec();
        if wire.len() == at {
            Ok(Self { wire, cuts })
        } else {
            Err(wrong("lengths that do not add up"))
        }
    }

    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        self.cuts.iter().map(|cut| &self.wire[cut.clone()])
    }
}
