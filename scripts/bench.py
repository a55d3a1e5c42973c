#!/usr/bin/env python3
"""Measures the post-renderer: see bench.sh, which builds what this needs.

Each run is producer -> program -> consumer through pipes, where producer and consumer are cat. The tools take turns, so
that a slow moment of the machine hits all of them. Times are medians.
"""
import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile
import time

import bench_streams

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = str(ROOT / "build/release/milvus-l7-postrender")
NOWHERE = os.open(os.devnull, os.O_RDWR)
TOO_LONG = 60
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("MILVUS_L7_", "HELM_"))}


def spawn(command, stdin, stdout):
    actions = [(os.POSIX_SPAWN_DUP2, stdin, 0), (os.POSIX_SPAWN_DUP2, stdout, 1), (os.POSIX_SPAWN_DUP2, NOWHERE, 2)]
    return os.posix_spawnp(command[0], command, ENVIRONMENT, file_actions=actions)


def piped(command, path):
    """(wall, CPU) in seconds of the command alone, between two cats that run already."""
    read_in, write_in = os.pipe()
    read_out, write_out = os.pipe()
    producer = spawn(["cat", path], NOWHERE, write_in)
    consumer = spawn(["cat"], read_out, NOWHERE)
    # Neither end may stay open here, or nobody would see the end of the stream.
    os.close(write_in)
    os.close(read_out)
    start = time.perf_counter()
    child = spawn(command, read_in, write_out)
    os.close(read_in)
    os.close(write_out)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    for other in (producer, consumer):
        os.waitpid(other, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: status {status}")
    return wall, usage.ru_utime + usage.ru_stime


def peak(command, path):
    """Peak memory in MB. GNU time forks the command, because a child of Python is charged with Python's own memory."""
    with tempfile.NamedTemporaryFile() as out, open(path, "rb") as stdin:
        subprocess.run(["/usr/bin/time", "-f", "%M", "-o", out.name, *command], stdin=stdin,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=ENVIRONMENT)
        return int(pathlib.Path(out.name).read_text()) / 1024


def median(samples):
    return statistics.median(samples)


def one_run(command, path):
    """Seconds, or None when it takes too long to be measured."""
    start = time.perf_counter()
    try:
        with open(path, "rb") as stdin:
            subprocess.run(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
                           timeout=TOO_LONG, env=ENVIRONMENT)
    except subprocess.TimeoutExpired:
        return None
    return time.perf_counter() - start


def tools(directory):
    """{title: command}; kustomize reads its folder and not the pipe."""
    found = {"cat": ["cat"], "milvus-l7-postrender gcp": [PROGRAM, "--cloud", "gcp"],
             "milvus-l7-postrender aws": [PROGRAM, "--cloud", "aws"]}
    if shutil.which("yq"):
        version = subprocess.run(["yq", "--version"], capture_output=True, text=True).stdout
        found["yq (one change)"] = ["yq", *([] if "mikefarah" in version else ["-y"]), bench_streams.YQ]
    for kustomize in (["kustomize", "build"], ["kubectl", "kustomize"]):
        if shutil.which(kustomize[0]):
            found[" ".join(kustomize)] = [*kustomize, str(directory)]
            break
    return found


def compare(title, data, directory, runs, given_up):
    """Prints a table for one stream; a tool that takes too long goes into given_up, and is left out from then on."""
    (directory / "release.yaml").write_bytes(data)
    (directory / "kustomization.yaml").write_text(bench_streams.KUSTOMIZATION)
    (directory / "added.yaml").write_text(bench_streams.ADDED)
    path = str(directory / "release.yaml")
    commands = {name: command for name, command in tools(directory).items() if name not in given_up}
    turns, samples = {}, {}
    for name, command in commands.items():
        first = one_run(command, path)
        if first is None:
            given_up.add(name)
            continue
        turns[name] = runs if first < 1 else max(3, min(runs, int(20 / first)))
        samples[name] = []
    for turn in range(runs):
        for name, count in turns.items():
            if turn < count:
                samples[name].append(piped(commands[name], path))

    print(f"\n### {title} ({len(data):,} bytes)\n")
    print("| | wall | ratio to cat | CPU | peak memory | runs |\n|---|---:|---:|---:|---:|---:|")
    base = median([wall for wall, _ in samples["cat"]])
    for name, command in commands.items():
        if name in given_up:
            print(f"| {name} | over {TOO_LONG} s | | | | |")
            continue
        wall, cpu = (median(column) for column in zip(*samples[name]))
        print(f"| {name} | {wall * 1000:.2f} ms | {wall / base:.2f} | {cpu * 1000:.1f} ms "
              f"| {peak(command, path):.1f} MB | {len(samples[name])} |", flush=True)


def timed(command):
    start = time.perf_counter()
    child = spawn(command, NOWHERE, NOWHERE)
    status = os.waitpid(child, 0)[1]
    if status:
        raise SystemExit(f"{' '.join(command)}: status {status}")
    return time.perf_counter() - start


def interleaved(commands, runs):
    samples = {name: [] for name in commands}
    for _ in range(runs):
        # In any order, because a run leaves its mark on the one that follows.
        for name in random.sample(sorted(commands), len(commands)):
            samples[name].append(timed(commands[name]))
    return {name: median(walls) * 1000 for name, walls in samples.items()}


def start_up(runs):
    print("\n### Start-up\n\n| | wall |\n|---|---:|")
    for name, wall in interleaved({"true": ["true"], "milvus-l7-postrender --version": [PROGRAM, "--version"]}, runs).items():
        print(f"| {name} | {wall:.2f} ms |")


def inside_helm(helm, runs):
    template = [helm, "template", "demo", str(ROOT / "examples/chart")]
    walls = interleaved({
        "no post-renderer": template,
        "cat": [*template, "--post-renderer", "cat"],
        "milvus-l7-postrender gcp": [*template, "--post-renderer", PROGRAM, "--post-renderer-args=--cloud=gcp"],
    }, runs)
    alone = walls["no post-renderer"]
    print("\n### Inside `helm template examples/chart`\n\n| post-renderer | wall | added |\n|---|---:|---:|")
    for name, wall in walls.items():
        print(f"| {name} | {wall:.1f} ms | {wall - alone:.1f} ms |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--helm", required=True, help="a Helm 3")
    parser.add_argument("--runs", type=int, default=21, help="runs of each tool (fewer of a slow one)")
    parser.add_argument("--size", action="append", help="only the streams with this title")
    args = parser.parse_args()
    given_up = set()
    release = (ROOT / "examples/milvus-release.yaml").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        for title, data in bench_streams.streams(release).items():
            if not args.size or title in args.size:
                compare(title, data, pathlib.Path(folder), args.runs, given_up)
    start_up(5 * args.runs)
    # Helm's own time varies by more than what is looked for.
    inside_helm(args.helm, 5 * args.runs)


if __name__ == "__main__":
    main()
