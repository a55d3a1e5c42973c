#!/usr/bin/env python3
"""The post-renderer against streams that are huge, cut off, hostile or slow."""
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POSTRENDER", str(ROOT / "build/release/milvus-l7-postrender"))
EXAMPLE = (ROOT / "examples/milvus-release.yaml").read_bytes()
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("MILVUS_L7_")}
# An instrumented program is slower and bigger by design.
SANITIZED = "SANITIZED" in os.environ
# Ends what hangs.
SECONDS = 300
MB = 1 << 20

passed = failed = 0


class Failure(Exception):
    pass


def need(condition, message):
    if not condition:
        raise Failure(message)


def case(name, function, *args):
    global passed, failed
    try:
        function(*args)
        print(f"ok - {name}", flush=True)
        passed += 1
    except (Failure, subprocess.TimeoutExpired) as e:
        print(f"not ok - {name}: {e}", flush=True)
        failed += 1


def run(data, *flags):
    done = subprocess.run([PROGRAM, *flags], input=data, capture_output=True, timeout=SECONDS, env=ENVIRONMENT)
    need(done.returncode in (0, 1), f"exit {done.returncode}: {done.stderr[:300]!r}")
    if done.returncode:
        need(not done.stdout, "failed, yet wrote to stdout")
        need(done.stderr, "failed without a word")
    return done


def rewritten(data, *flags):
    done = run(data, *flags)
    need(done.returncode == 0, done.stderr[:300])
    return done.stdout


def with_document(body):
    """The example with one more document in the middle."""
    head, mark, tail = EXAMPLE.partition(b"---\n# Source: milvus/templates/service.yaml")
    return head + b"---\n" + body.rstrip(b"\n") + b"\n" + mark + tail


def survives(body, cloud):
    """A document beside Milvus that may be refused, but must neither crash nor change."""
    body = body.rstrip(b"\n") + b"\n"
    done = run(with_document(body), "--cloud", cloud)
    need(done.returncode or b"---\n" + body + b"---\n" in done.stdout, "the document changed")


def truncated(cloud):
    for end in range(1, len(EXAMPLE), 35 if SANITIZED else 7):
        try:
            run(EXAMPLE[:end], "--cloud", cloud)
        except Failure as e:
            raise Failure(f"the first {end} bytes: {e}") from e


def chunked(cloud):
    wanted = rewritten(EXAMPLE, "--cloud", cloud)
    for seed in range(20):
        choose = random.Random(seed)
        child = subprocess.Popen([PROGRAM, "--cloud", cloud, "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 env=ENVIRONMENT)
        at = 0
        while at < len(EXAMPLE):
            size = choose.choice((1, 2, 3, 7, 100, 1000, 5000))
            child.stdin.write(EXAMPLE[at:at + size])
            child.stdin.flush()
            at += size
            if choose.random() < 0.1:
                time.sleep(0.001)
        got = child.communicate()[0]
        need(child.returncode == 0 and got == wanted, f"seed {seed}: exit {child.returncode}, other bytes")


def line_endings(cloud):
    data = EXAMPLE.replace(b"\n", b"\r\n")
    out = rewritten(data, "--cloud", cloud)
    need(out.replace(b"\r\n", b"").count(b"\n") == 0, "a line ends without a carriage return")
    need(out == rewritten(out, "--cloud", cloud), "a second run changes it")


def no_final_newline(cloud):
    data = EXAMPLE.rstrip(b"\n")
    out = rewritten(data, "--cloud", cloud)
    need(out.startswith(b"---\n# Source: milvus/charts/minio"), "the beginning changed")
    need(out == rewritten(out, "--cloud", cloud), "a second run changes it")


def big_scalar(cloud):
    value = b"0123456789abcdef" * (50 * MB // 16)
    for kind in (b"ConfigMap", b"Secret"):
        body = b"apiVersion: v1\nkind: " + kind + b"\nmetadata:\n  name: demo-milvus-big\ndata:\n  x: " + value + b"\n"
        need(body in rewritten(with_document(body), "--cloud", cloud), f"the {kind.decode()} changed")


def filler(size):
    """Documents that are not Milvus, and the size of the largest."""
    blocks, total, largest, number = [], 0, 0, 0
    while total < size:
        number += 1
        text = "".join(f"    line {i} of {number}: # not a comment\n" for i in range(number % 97))
        block = (f"---\n# Source: filler/templates/{number}.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n"
                 f"  name: filler-{number}\n  annotations:\ndata:\n  text: |\n{text}").encode()
        largest = max(largest, len(block))
        total += len(block)
        blocks.append(block)
    return b"".join(blocks), largest


def peak_of(data, *flags):
    """Peak memory in bytes. GNU time forks it, because a child of Python is charged with Python's own memory."""
    with tempfile.NamedTemporaryFile() as peak:
        command = ["/usr/bin/time", "-q", "-f", "%M", "-o", peak.name, PROGRAM, *flags]
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env=ENVIRONMENT)
        need(done.returncode == 0, done.stderr[:300])
        return int(pathlib.Path(peak.name).read_text()) * 1024, done.stdout


def memory(cloud):
    rest, largest = filler(100 * MB)
    largest = max(largest, max(map(len, EXAMPLE.split(b"---\n"))))
    for data in (EXAMPLE + rest, rest + EXAMPLE):
        peak, out = peak_of(data, "--cloud", cloud)
        need(rest in out, "the other documents changed")
        need(peak <= 8 * MB + 2 * largest, f"{peak / MB:.1f} MB for documents of at most {largest} bytes")


def memory_one_document(cloud):
    value = b"# 0123456789abcdef" * (50 * MB // 18)
    data = with_document(b"kind: ConfigMap\nmetadata:\n  name: big\ndata:\n  x: |\n    " + value)
    peak, _ = peak_of(data, "--cloud", cloud)
    need(peak <= 8 * MB + 2 * len(value), f"{peak / MB:.1f} MB for a document of {len(value) / MB:.1f} MB")


def alias_bomb():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return ("kind: Service\nmetadata:\n  name: demo-milvus-bomb\nspec:\n  "
            + "\n  ".join(levels) + "\n  type: LoadBalancer\n").encode()


HEAD = b"apiVersion: v1\nkind: Service\nmetadata:\n  name: demo-milvus-odd\nspec:\n"
ODD = {
    "10,000 nested lists": HEAD + b"  x: " + b"[" * 10000 + b"]" * 10000,
    "10,000 nested maps": HEAD + b"  x: " + b"{a: " * 10000 + b"}" * 10000,
    "10,000 nested blocks": HEAD + b"".join(b" " * (i + 2) + b"a:\n" for i in range(3000)) + b"  b:" + b" -" * 10000,
    "1 MB of [": HEAD + b"  x: " + b"[" * MB,
    "1 MB of [ outside of any object": b"[" * MB,
    "1 MB of keys on one line": HEAD + b"  x: {" + b"a," * (MB // 2) + b"}",
    "an alias bomb": alias_bomb(),
    "invalid UTF-8": HEAD + b"  x: \xff\xfe\xc0\x80",
    "a tab as indentation": HEAD + b"\tx: y",
    "quotes left open": HEAD + b"  x: \"",
    "a carriage return alone": HEAD + b"  x: a\rb",
    "an alias to nothing": HEAD + b"  x: *nothing",
    "twice the same key": HEAD + b"  type: LoadBalancer\n  type: NodePort",
    "a list as an object": b"- kind: Service\n- kind: Deployment",
    "a tag": b"!!map {kind: Service, metadata: {name: demo-milvus-odd}}",
}


def main():
    for cloud in ("gcp", "aws"):
        for name, body in ODD.items():
            case(f"{cloud}: {name}", survives, body, cloud)
        case(f"{cloud}: two scalars of 50 MB", big_scalar, cloud)
        case(f"{cloud}: cut off anywhere", truncated, cloud)
        case(f"{cloud}: stdin in pieces gives the same bytes", chunked, cloud)
        case(f"{cloud}: CRLF stays CRLF", line_endings, cloud)
        case(f"{cloud}: no newline at the end", no_final_newline, cloud)
        if not SANITIZED:
            case(f"{cloud}: memory of 100 MB of small documents", memory, cloud)
            case(f"{cloud}: memory of one document of 50 MB", memory_one_document, cloud)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
