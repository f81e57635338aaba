#!/usr/bin/env python3
"""Charts through `helm-speed` and through Helm's own engine, one after the other in one run.

Helm's engine comes from the PyPI package helm-python-sdk, which carries it as a shared library; install that into a
virtual environment and start this script with its python:

    swift build --package-path Benchmarks -c release --product helm-speed
    python helm-side-by-side.py Benchmarks/.build/release/helm-speed CONFORMANCE/helm CASE...

Prints microseconds of CPU (the best of several rounds) and the ratio of this project to Helm. "cold" reads the chart's
folder and renders; "compiled" renders a chart that was read before, which Helm parses anew each time. The last table is
wall time for a number of releases of each chart with different values, here on all cores, in Helm one after the other:
its engine in one process, and for comparison what as many processes of the helm command cost at 90 ms each.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import helm_python as helm

RELEASES = 1000
PROCESS_SECONDS = 0.090


def best(rounds, count, body):
    """The least CPU time of one call, in microseconds."""
    result = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(count):
            body()
        result = min(result, (time.process_time() - start) / count)
    return result * 1e6


def values_of(folder, case):
    """The values a case gives, as Helm merges them."""
    merged = {}

    def merge(base, over):
        for key, value in over.items():
            if isinstance(value, dict) and isinstance(base.get(key), dict):
                merge(base[key], value)
            else:
                base[key] = value

    for name in case.get("valuesFiles", []):
        merge(merged, helm.values_from_yaml((folder / name).read_text()))
    for expression in case.get("set", []):
        merge(merged, helm.parse_set_string(expression))
    for expression in case.get("setString", []):
        merge(merged, helm.parse_set_string_values(expression))
    return merged


def helm_times(folder):
    case = json.loads((folder / "case.json").read_text())
    values = values_of(folder, case)
    options = {"name": case["releaseName"], "namespace": case.get("namespace", "default")}
    path = folder / case.get("chart", "chart")

    def cold():
        with helm.Chart.load(path) as chart:
            chart.render(values, **options)

    with helm.Chart.load(path) as chart:
        compiled = best(5, 5, lambda: chart.render(values, **options))
        start = time.perf_counter()
        for index in range(RELEASES // 10):
            chart.render({**values, "released": index}, **options)
        releases = (time.perf_counter() - start) * 10
    return best(5, 5, cold), compiled, releases


def own_times(binary, conformance, name):
    lines = subprocess.run(
        [binary, "charts", conformance, name], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    times = [float(line.split("\t")[1].split()[0]) for line in lines]
    text = subprocess.run(
        [binary, "releases", conformance, name, str(RELEASES)], check=True, capture_output=True, text=True
    ).stdout
    return times[0], times[1], float(text.split("\t")[1].split()[0]) / 1e6


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    binary, conformance = sys.argv[1], sys.argv[2]
    print(f"Helm {helm.helm_sdk_version()}")
    print(f"{'case':36}{'':10}{'here us':>10}{'Helm us':>10}{'ratio':>8}")
    releases = []
    for name in sys.argv[3:]:
        own = own_times(binary, conformance, name)
        other = helm_times(Path(conformance) / name)
        for label, here, there in zip(("cold", "compiled"), own, other):
            print(f"{name:36}{label:10}{here:10.0f}{there:10.0f}{here / there:8.2f}")
        releases.append((name, own[2], other[2]))
    print(f"\n{RELEASES} releases{'':24}{'here s':>10}{'engine s':>10}{'ratio':>8}{'processes s':>14}{'ratio':>8}")
    processes = RELEASES * PROCESS_SECONDS
    for name, here, there in releases:
        print(
            f"{name:36}{here:8.2f}{there:10.2f}{here / there:8.2f}{processes:14.0f}{here / processes:8.3f}"
        )


if __name__ == "__main__":
    main()
