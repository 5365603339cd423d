"""Run a command and tell how long it took and how much memory: ``python -S launcher.py WORD...``.

A process of its own, because the peak that the system keeps for a child is never below what its
parent held when it was started; this one holds almost nothing.
"""

import json
import os
import subprocess
import sys
from tempfile import TemporaryFile
from time import perf_counter

_BYTES = 1 if sys.platform == "darwin" else 1024  # per unit of ru_maxrss

if __name__ == "__main__":
    begin = perf_counter()
    with TemporaryFile("w+") as complaints:
        with subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=complaints, text=True) as child:
            assert child.stdout is not None
            told = child.stdout.read()
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        seconds = perf_counter() - begin
        complaints.seek(0)
        print(json.dumps({
            "seconds": seconds, "peak_memory_mb": used.ru_maxrss * _BYTES / 1e6, "code": child.returncode,
            "told": told, "complaints": complaints.read(),
        }))  # fmt: skip
