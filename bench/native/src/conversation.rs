use std::io::{self, BufRead, Write};

/// Says one answer.
pub fn say(answer: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{answer}")?;
    out.flush()
}

/// Answers each question until there are no more of them.
pub fn answer(mut reply: impl FnMut(&[&str]) -> io::Result<String>) -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        say(&reply(&words)?)?;
    }
    Ok(())
}

pub fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, what)
}

/// The word at `index`, as a number.
pub fn number(words: &[&str], index: usize) -> io::Result<u64> {
    let word = words
        .get(index)
        .ok_or_else(|| wrong("a number is missing"))?;
    word.parse().map_err(|_| wrong("not a number"))
}
