# Reads physical memory of a dump by drgn: prints the SHA-256 of ranges, and how long random reads of 4 KiB take.
import hashlib
import json
import random
import sys
import time

import drgn

program = drgn.Program()
program.set_core_dump(sys.argv[1])
ranges = json.loads(sys.argv[2])
digest = hashlib.sha256()
for start, size in ranges:
    for at in range(start, start + size, 1 << 20):
        digest.update(program.read(at, min(1 << 20, start + size - at), True))
random.seed(1)
pages = [start + random.randrange(size // 4096) * 4096 for start, size in random.choices(ranges, [s for _, s in ranges], k=int(sys.argv[3]))]
began = time.process_time()
for page in pages:
    program.read(page, 4096, True)
print(json.dumps({"sha256": digest.hexdigest(), "seconds": time.process_time() - began}))
