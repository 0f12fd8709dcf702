//! One contestant of the decode benches. Asked for a `cell FILE`, it decodes it once and says what it saw; for a
//! `round MS`, it decodes it again and again for so long, and says the median time of a run. `codecs NAME [--prove]`.

use std::io;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use millrace_bench_native::cell::Cell;
use millrace_bench_native::conversation::{answer, number, wrong};
use millrace_bench_native::digest::{Digest, Tally, Touch, Whole};
use millrace_bench_native::{hand, tokio_codecs};

const RUNS_MIN: usize = 5;

type Run = Box<dyn FnMut(&Cell) -> Tally>;

fn contestant<D: Digest + 'static>(name: &str) -> io::Result<Run> {
    let mut held = Vec::new();
    let mut buffer = BytesMut::new();
    Ok(match name {
        "hand-u32" => Box::new(move |cell| hand::length::<D>(cell, &mut held)),
        "table-u32" => Box::new(move |cell| hand::length_table::<D>(cell, &mut held)),
        "hand-varint" => Box::new(move |cell| hand::varint::<D>(cell, &mut held)),
        "hand-lines" => Box::new(move |cell| hand::lines::<D>(cell, &mut held)),
        "tokio-u32" => Box::new(move |cell| tokio_codecs::length::<D>(cell, &mut buffer)),
        "tokio-lines" => Box::new(move |cell| tokio_codecs::lines::<D>(cell, &mut buffer)),
        _ => return Err(wrong("no such contestant")),
    })
}

/// Median nanoseconds of a run.
fn measure(run: &mut Run, cell: &Cell, expected: Tally, budget: Duration) -> u128 {
    let mut times = Vec::new();
    let begun = Instant::now();
    while times.len() < RUNS_MIN || begun.elapsed() < budget {
        let start = Instant::now();
        let tally = run(cell);
        times.push(start.elapsed().as_nanos());
        assert!(tally == expected, "a run saw other frames");
    }
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let name = arguments.get(1).ok_or_else(|| wrong("which contestant?"))?;
    let proves = arguments
        .get(2)
        .is_some_and(|argument| argument == "--prove");
    let mut run = if proves {
        contestant::<Whole>(name)?
    } else {
        contestant::<Touch>(name)?
    };
    let mut state: Option<(Cell, Tally)> = None;
    answer(|words| match words.first() {
        Some(&"cell") => {
            let cell = Cell::read(words.get(1).ok_or_else(|| wrong("which file?"))?)?;
            let tally = run(&cell);
            state = Some((cell, tally));
            Ok(format!(
                "{{\"frames\":{},\"sum\":{}}}",
                tally.frames, tally.sum
            ))
        }
        Some(&"round") => {
            let budget = Duration::from_millis(number(words, 1)?);
            let (cell, tally) = state.as_ref().ok_or_else(|| wrong("no cell yet"))?;
            Ok(format!(
                "{{\"ns\":{}}}",
                measure(&mut run, cell, *tally, budget)
            ))
        }
        _ => Err(wrong("cell or round")),
    })
}
