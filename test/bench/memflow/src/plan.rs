//! What the benchmark gives every engine: the dump, the roots, the address lists (`plan.txt` and `*.bin` of one folder).
use std::collections::HashMap;

/// One list of virtual addresses.
pub struct List {
    pub virt: Vec<u64>,
}

pub struct Plan {
    values: HashMap<String, String>,
    pub lists: HashMap<String, List>,
}

impl Plan {
    /// Reads the folder; a missing file ends the program, since there is nothing to measure then.
    pub fn load(folder: &str) -> Plan {
        let text = std::fs::read_to_string(format!("{folder}/plan.txt")).expect("plan.txt");
        let (mut values, mut lists) = (HashMap::new(), HashMap::new());
        for line in text.lines() {
            let Some((key, value)) = line.split_once(' ') else { continue };
            if key == "list" {
                lists.insert(value.to_string(), list(&format!("{folder}/{value}.bin")));
            } else {
                values.insert(key.to_string(), value.to_string());
            }
        }
        Plan { values, lists }
    }

    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).unwrap_or_else(|| panic!("plan.txt has no {key}"))
    }

    /// A number in hexadecimal digits.
    pub fn number(&self, key: &str) -> u64 {
        u64::from_str_radix(self.text(key), 16).expect(key)
    }

    /// The page-table root of what a row names: `user-seq`, `dmap-r8`, `synthetic-rand`.
    pub fn root(&self, what: &str) -> u64 {
        self.number(&format!("{}-root", what.split('-').next().unwrap_or(what)))
    }
}

/// A file of n virtual, then n physical addresses, little endian; the latter are the benchmark's own to compare with.
fn list(path: &str) -> List {
    let bytes = std::fs::read(path).expect(path);
    let words = bytes[..bytes.len() / 2].chunks_exact(8);
    List { virt: words.map(|word| u64::from_le_bytes(word.try_into().unwrap())).collect() }
}
