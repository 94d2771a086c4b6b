//! memflow's side of the benchmark: `pagewalk-bench-memflow FOLDER` reads FOLDER/plan.txt. It answers a line
//! `time PASSES ROW` with nanoseconds of this process's CPU time, a line `check ROW` with a checksum and a count, and a
//! line that it does not know with `none`.
//!
//! Rows: `translate LIST BATCH CACHES`, `enumerate HALF CACHES`, `read4k LIST SOURCE CACHES`, `read1m dmap SOURCE CACHES`,
//! `read8 LIST BATCH SOURCE CACHES`, `calls LIST`. BATCH is `single`, a number, or `all`; SOURCE is `memory` or `file`.
mod plan;
mod sources;
mod target;

use memflow::prelude::v1::*;
use plan::Plan;
use sources::{file, ram, space, Calls, Counting};
use std::collections::HashMap;
use std::hint::black_box;
use std::io::{BufRead, Write};
use target::{Answer, Target};

/// Nanoseconds of CPU time of the process.
fn cpu() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

fn leak(path: &str) -> &'static [u8] {
    Box::leak(std::fs::read(path).expect(path).into_boxed_slice())
}

/// The engine: address spaces are made when a row first asks for them, and kept, so that their caches stay warm.
struct Bench {
    plan: Plan,
    dump: &'static [u8],
    synthetic: &'static [u8],
    spaces: HashMap<String, Box<dyn Target>>,
    ranges: HashMap<String, Vec<VtopRange>>,
    words: Vec<u64>,
}

impl Bench {
    /// The bytes and the root that a row's object names.
    fn memory(&self, what: &str) -> (&'static [u8], u64) {
        let bytes = if what.starts_with("synthetic") { self.synthetic } else { self.dump };
        (bytes, self.plan.root(what))
    }

    fn ensure_space(&mut self, what: &str, source: &str, caches: &str) -> Option<String> {
        let (bytes, root) = self.memory(what);
        let key = format!("{root:x} {source} {caches} {}", what.starts_with("synthetic"));
        if !self.spaces.contains_key(&key) {
            let made = match source {
                "memory" => space(ram(bytes), root, caches)?,
                "file" => space(file(self.plan.text("dump")), root, caches)?,
                _ => return None,
            };
            self.spaces.insert(key.clone(), made);
        }
        Some(key)
    }

    /// Makes `passes` passes of a row; None for a row that is not known.
    fn run(&mut self, row: &str, passes: u64, check: bool) -> Option<(u64, Answer)> {
        let word: Vec<&str> = row.split(' ').collect();
        let batch = |text: &str| match text {
            "single" => Some(0),
            "all" => Some(usize::MAX),
            number => number.parse().ok().filter(|n| *n > 0),
        };
        match word[..] {
            ["translate", what, size, caches] => {
                let (size, key) = (batch(size)?, self.ensure_space(what, "memory", caches)?);
                let list = self.plan.lists.get(what)?;
                let ranges = self
                    .ranges
                    .entry(what.to_string())
                    .or_insert_with(|| list.virt.iter().map(|virt| CTup2((*virt).into(), 1)).collect());
                let target = self.spaces.get_mut(&key)?;
                Some(timed(passes, || target.translate(list, ranges, size)))
            }
            ["enumerate", half, caches] => {
                let (from, to) = match half {
                    "user" => (0, 1 << 47),
                    "kernel" => (0xffff_8000_0000_0000, u64::MAX),
                    "all" => (0, u64::MAX),
                    _ => return None,
                };
                let key = self.ensure_space("user", "memory", caches)?;
                let target = self.spaces.get_mut(&key)?;
                Some(timed(passes, || target.enumerate(from, to)))
            }
            ["read4k", what, source, caches] => {
                let key = self.ensure_space(what, source, caches)?;
                let (list, target) = (self.plan.lists.get(what)?, self.spaces.get_mut(&key)?);
                Some(timed(passes, || target.read_pages(list, check)))
            }
            ["read1m", what, source, caches] => {
                let key = self.ensure_space(what, source, caches)?;
                let (at, blocks) = (self.plan.number("blocks-at"), self.plan.number("blocks"));
                let target = self.spaces.get_mut(&key)?;
                Some(timed(passes, || target.read_blocks(at, blocks, check)))
            }
            ["read8", what, size, source, caches] => {
                let (size, key) = (batch(size)?, self.ensure_space(what, source, caches)?);
                let (list, target) = (self.plan.lists.get(what)?, self.spaces.get_mut(&key)?);
                self.words.resize(list.virt.len(), 0);
                let words = &mut self.words[..];
                Some(timed(passes, || target.read_words(list, words, size)))
            }
            ["calls", what] => {
                let (bytes, root) = self.memory(what);
                let calls = Calls::default();
                let mut target = space(Counting::new(ram(bytes), calls.clone()), root, "none")?;
                let list = self.plan.lists.get(what)?;
                let ranges: Vec<VtopRange> = list.virt.iter().map(|virt| CTup2((*virt).into(), 1)).collect();
                let (sum, _) = target.translate(list, &ranges, usize::MAX);
                Some((0, (sum, calls.0.get())))
            }
            _ => None,
        }
    }
}

fn timed(passes: u64, mut pass: impl FnMut() -> Answer) -> (u64, Answer) {
    let (mut answer, from) = ((0, 0), cpu());
    for _ in 0..passes {
        answer = black_box(pass());
    }
    (cpu() - from, answer)
}

fn main() {
    let folder = std::env::args().nth(1).expect("usage: pagewalk-bench-memflow FOLDER");
    let plan = Plan::load(&folder);
    let (dump, synthetic) = (leak(plan.text("dump")), leak(plan.text("synthetic")));
    let mut bench =
        Bench { plan, dump, synthetic, spaces: HashMap::new(), ranges: HashMap::new(), words: Vec::new() };
    let mut out = std::io::stdout();
    writeln!(out, "ready").unwrap();
    for line in std::io::stdin().lock().lines().map_while(|line| line.ok()) {
        let answer = if let Some(row) = line.strip_prefix("check ") {
            bench.run(row, 1, true).map(|(_, (sum, count))| format!("{sum:x} {count}"))
        } else if let Some((passes, row)) = line.strip_prefix("time ").and_then(|rest| rest.split_once(' ')) {
            passes.parse().ok().and_then(|n| bench.run(row, n, false)).map(|(time, _)| time.to_string())
        } else {
            None
        };
        writeln!(out, "{}", answer.unwrap_or_else(|| "none".into())).unwrap();
        out.flush().unwrap();
    }
}
