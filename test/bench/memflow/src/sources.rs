//! memflow's connectors and caches that the benchmark measures, and a connector that counts its calls.
use memflow::connector::{CloneFile, FileIoMemory, MappedPhysicalMemory};
use memflow::mem::{CachedPhysicalMemory, CachedVirtualTranslate, DirectTranslate, MemoryMap, VirtualDma};
use memflow::prelude::v1::*;
use memflow::types::cache::TimedCacheValidator;
use std::cell::Cell;
use std::rc::Rc;

use crate::target::Target;

/// A connector over bytes on the heap.
pub type Ram = MappedPhysicalMemory<&'static [u8], MemoryMap<&'static [u8]>>;

/// Physical memory that is `bytes`, from address 0.
pub fn ram(bytes: &'static [u8]) -> Ram {
    let mut map = MemoryMap::new();
    map.push(0.into(), bytes);
    MappedPhysicalMemory::with_info(map)
}

/// Physical memory that is a file, read with seek and read.
pub fn file(path: &str) -> FileIoMemory<CloneFile> {
    let file = std::fs::File::open(path).expect(path);
    let size = file.metadata().expect(path).len();
    FileIoMemory::with_size(CloneFile::from(file), size).expect(path)
}

/// Long enough that no entry ends while the benchmark runs.
fn validator() -> TimedCacheValidator {
    TimedCacheValidator::new(std::time::Duration::from_secs(100_000).into())
}

fn tlb(entries: usize) -> CachedVirtualTranslate<DirectTranslate, TimedCacheValidator> {
    let builder = CachedVirtualTranslate::builder(DirectTranslate::new()).arch(x86::x64::ARCH);
    builder.validator(validator()).entries(entries).build().unwrap()
}

fn cached<T: PhysicalMemory>(
    memory: T,
    size: usize,
    all: bool,
) -> CachedPhysicalMemory<'static, T, TimedCacheValidator> {
    let mut builder =
        CachedPhysicalMemory::builder(memory).arch(x86::x64::ARCH).cache_size(size).validator(validator());
    if all {
        builder = builder.page_type_mask(PageType::all());
    }
    builder.build().unwrap()
}

/// An address space with caches by name: `none`, `tlb` (2,048 entries), `page` (the same TLB and a page cache of 2 MiB
/// of the default kinds), `big` (TLB of 8,192 entries, page cache of 32 MiB of all kinds).
pub fn space<T: PhysicalMemory + 'static>(memory: T, root: u64, caches: &str) -> Option<Box<dyn Target>> {
    let (arch, top) = (x86::x64::ARCH, x86::x64::new_translator(root.into()));
    Some(match caches {
        "none" => Box::new(VirtualDma::with_vat(memory, arch, top, DirectTranslate::new())),
        "tlb" => Box::new(VirtualDma::with_vat(memory, arch, top, tlb(2048))),
        "page" => Box::new(VirtualDma::with_vat(cached(memory, size::mb(2), false), arch, top, tlb(2048))),
        "big" => Box::new(VirtualDma::with_vat(cached(memory, size::mb(32), true), arch, top, tlb(8192))),
        _ => return None,
    })
}

/// Counts the calls that reach a connector.
#[derive(Clone)]
pub struct Counting<T> {
    memory: T,
    calls: Calls,
}
#[derive(Clone, Default)]
pub struct Calls(pub Rc<Cell<u64>>);
// The program has one thread.
unsafe impl Send for Calls {}

impl<T> Counting<T> {
    pub fn new(memory: T, calls: Calls) -> Self {
        Counting { memory, calls }
    }
}

impl<T: PhysicalMemory> PhysicalMemory for Counting<T> {
    fn phys_read_raw_iter(&mut self, reads: PhysicalReadMemOps) -> Result<()> {
        self.calls.0.set(self.calls.0.get() + 1);
        self.memory.phys_read_raw_iter(reads)
    }
    fn phys_write_raw_iter(&mut self, writes: PhysicalWriteMemOps) -> Result<()> {
        self.memory.phys_write_raw_iter(writes)
    }
    fn metadata(&self) -> PhysicalMemoryMetadata {
        self.memory.metadata()
    }
}
