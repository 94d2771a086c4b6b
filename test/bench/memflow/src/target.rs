//! The work of the benchmark on one memflow view, whatever its connector and caches.
use crate::plan::List;
use memflow::mem::virt_translate::{VirtualTranslation, VirtualTranslationFail};
use memflow::prelude::v1::*;

/// Bytes of a large read.
const BLOCK: usize = 1 << 20;

/// Sum (modulo 2^64) and count of what a pass gave.
pub type Answer = (u64, u64);

/// One address space over one connector, with or without caches.
pub trait Target {
    /// Translates a list, `batch` addresses a call (0: one by one with `virt_to_phys`); the sum of the physical addresses.
    fn translate(&mut self, list: &List, ranges: &[VtopRange], batch: usize) -> Answer;
    /// Enumerates a range; the sum of virtual and physical addresses.
    fn enumerate(&mut self, from: u64, to: u64) -> Answer;
    /// Reads whole pages of a list one by one; with `sum`, the sum of their 32-bit words.
    fn read_pages(&mut self, list: &List, sum: bool) -> Answer;
    /// Reads blocks of 1 MiB one by one; with `sum`, the sum of their 32-bit words.
    fn read_blocks(&mut self, at: u64, blocks: u64, sum: bool) -> Answer;
    /// Reads the 8-byte words of a list, `batch` a call (0: one by one); their sum.
    fn read_words(&mut self, list: &List, out: &mut [u64], batch: usize) -> Answer;
}

impl<V: MemoryView + VirtualTranslate> Target for V {
    fn translate(&mut self, list: &List, ranges: &[VtopRange], batch: usize) -> Answer {
        let (mut sum, mut count) = (0u64, 0);
        if batch == 0 {
            for virt in &list.virt {
                if let Ok(phys) = self.virt_to_phys((*virt).into()) {
                    sum = sum.wrapping_add(phys.address().to_umem());
                    count += 1;
                }
            }
            return (sum, count);
        }
        for chunk in ranges.chunks(batch) {
            let mut took = |found: VirtualTranslation| {
                sum = sum.wrapping_add(found.out_physical.address().to_umem());
                count += 1;
                true
            };
            let mut failed = |_: VirtualTranslationFail| true;
            self.virt_to_phys_list(chunk, (&mut took).into(), (&mut failed).into());
        }
        (sum, count)
    }

    fn enumerate(&mut self, from: u64, to: u64) -> Answer {
        let (mut sum, mut count) = (0u64, 0);
        let mut took = |found: VirtualTranslation| {
            sum = sum.wrapping_add(found.in_virtual.to_umem()).wrapping_add(found.out_physical.address().to_umem());
            count += 1;
            true
        };
        self.virt_to_phys_range(from.into(), to.into(), (&mut took).into());
        (sum, count)
    }

    fn read_pages(&mut self, list: &List, sum: bool) -> Answer {
        let mut page = [0u8; 4096];
        let mut total = 0u64;
        for virt in &list.virt {
            self.read_raw_into((*virt).into(), &mut page).ok();
            if sum {
                total = total.wrapping_add(sum32(&page));
            }
            std::hint::black_box(&mut page);
        }
        (total, list.virt.len() as u64)
    }

    fn read_blocks(&mut self, at: u64, blocks: u64, sum: bool) -> Answer {
        let mut block = vec![0u8; BLOCK];
        let mut total = 0u64;
        for i in 0..blocks {
            self.read_raw_into((at + i * BLOCK as u64).into(), &mut block).ok();
            if sum {
                total = total.wrapping_add(sum32(&block));
            }
            std::hint::black_box(&mut block);
        }
        (total, blocks)
    }

    fn read_words(&mut self, list: &List, out: &mut [u64], batch: usize) -> Answer {
        if batch == 0 {
            for (virt, word) in list.virt.iter().zip(out.iter_mut()) {
                self.read_raw_into((*virt).into(), word.as_bytes_mut()).ok();
            }
        } else {
            for (virts, words) in list.virt.chunks(batch).zip(out.chunks_mut(batch)) {
                let mut reads: Vec<ReadData> = virts
                    .iter()
                    .zip(words.iter_mut())
                    .map(|(virt, word)| CTup2((*virt).into(), word.as_bytes_mut().into()))
                    .collect();
                self.read_raw_list(&mut reads).ok();
            }
        }
        (out.iter().fold(0, |sum, word| sum.wrapping_add(*word)), out.len() as u64)
    }
}

fn sum32(bytes: &[u8]) -> u64 {
    bytes.chunks_exact(4).fold(0, |sum, word| sum + u32::from_le_bytes(word.try_into().unwrap()) as u64)
}
