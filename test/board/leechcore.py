"""leechcore.py DUMP SECONDS: the unmodified LeechCore reads a raw dump through the simulated board; prints what came as JSON."""

import json
import os
import random
import sys
import time

import leechcorepyc

PAGE = 0x1000
MEGABYTE = 0x100000
HIGH = 0x100000000

path, seconds = sys.argv[1], float(sys.argv[2])
dump = open(path, "rb")
size = os.path.getsize(path)


def truth(address, length):
    """Bytes of the dump; the board shows it at 0 and again at 4 GiB."""
    dump.seek(address % HIGH)
    return dump.read(length)


board = leechcorepyc.LeechCore("fpga")
out = {
    "id": board.get_option(leechcorepyc.LC_OPT_FPGA_FPGA_ID),
    "tiny": board.get_option(leechcorepyc.LC_OPT_FPGA_ALGO_TINY),
}

# Large reads, for their speed.
large = failed = wrong = 0
spent = 0.0
while spent < seconds:
    address = (MEGABYTE + large * MEGABYTE) % (size - 2 * MEGABYTE)
    large += 1
    begin = time.perf_counter()
    try:
        data = board.read(address, MEGABYTE)
    except Exception:
        failed += 1
        data = None
    spent += time.perf_counter() - begin
    if data is not None and bytes(data) != truth(address, MEGABYTE):
        wrong += 1
out["large"] = {"reads": large, "failed": failed, "megabytesPerSecond": (large - failed) * 1.048576 / spent}

# Scattered pages, low and high.
draw = random.Random(1)
pages = [base + (draw.randrange(0x1000, size >> 12) << 12) for base in (0, HIGH) for _ in range(1000)]
got = 0
begin = time.perf_counter()
answers = []
for first in range(0, len(pages), 100):
    answers += board.read_scatter(pages[first : first + 100])
out["pagesPerSecond"] = len(pages) / (time.perf_counter() - begin)
for page, answer in zip(pages, answers):
    if answer["data"] is None:
        continue
    got += 1
    if bytes(answer["data"]) != truth(page, PAGE):
        wrong += 1
out["pages"] = {"asked": len(pages), "got": got}

times = []
for page in pages[:300]:
    begin = time.perf_counter()
    board.read_scatter([page])
    times.append(time.perf_counter() - begin)
out["pageMicroseconds"] = sorted(times)[150] * 1e6

# A write that is not aligned, read back.
text = os.urandom(300)
board.write(0x3000001, text)
before = truth(0x3000000, PAGE)
written = bytes(board.read(0x3000000, PAGE)) == before[:1] + text + before[301:]
board.close()
print(json.dumps({**out, "wrong": wrong, "written": written}))
