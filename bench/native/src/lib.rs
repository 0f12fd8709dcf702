//! What the programs share: questions as lines on stdin, answers as lines of JSON on stdout.

pub mod cell;
pub mod conversation;
pub mod digest;
pub mod hand;
pub mod tokio_codecs;
