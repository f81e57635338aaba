"""Evaluates one Jsonnet file with another implementation, in process, and prints its times as JSON.

usage: jsonnet.py go|cpp FILE SECONDS

`go` is go-jsonnet (PyPI gojsonnet), `cpp` the C++ implementation (PyPI jsonnet). The file is evaluated again and again
until the seconds are over, at least three times unless once is already longer; times are CPU time in milliseconds.
"""

import importlib
import json
import sys
import time
import zlib

peer, path, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
try:
    module = importlib.import_module({"go": "_gojsonnet", "cpp": "_jsonnet"}[peer])
except ImportError:
    print(json.dumps({"absent": True}))
    sys.exit(0)

times = []
end = time.monotonic() + seconds
while True:
    start = time.process_time()
    output = module.evaluate_file(path, max_stack=500)
    times.append((time.process_time() - start) * 1000)
    if time.monotonic() > end or len(times) >= 200:
        break

print(json.dumps({"milliseconds": times, "digest": "%08x" % zlib.crc32(output.encode())}))
