#!/usr/bin/env python3
"""What can be said of GitHub's workflows without GitHub: that what they run is there, and that they cannot leak anything."""

import pathlib
import re
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKFLOWS = {path.name: path.read_text() for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
# Not in GitHub's runs: the corpora are not in the repository.
ELSEWHERE = {"corpora"}


def jobs(text):
    return yaml.safe_load(text)["jobs"].values()


def steps(text):
    return [step for job in jobs(text) for step in job["steps"]]


def triggers(text):
    # YAML 1.1 reads the key `on` as true.
    return yaml.safe_load(text)[True]


def runs_what_is_there(text):
    for step in steps(text):
        for name in re.findall(r"(?:^|[\s\"'])((?:scripts|tests)/[\w./-]+\.(?:sh|py))", step.get("run", "")):
            path = ROOT / name
            if not path.is_file():
                return f"there is no {name}"
            if not re.search(rf"python3? (?:-B )?{re.escape(name)}", step["run"]) and not path.stat().st_mode & 0o111:
                return f"{name} cannot be run"
    return None


def names_commits(text):
    """A tag can be moved by whoever owns the action, or gets hold of it."""
    loose = [used for used in re.findall(r"^\s*(?:- )?uses: (.*)$", text, re.M)
             if not re.fullmatch(r"\S+@[0-9a-f]{40} +# v\d+(\.\d+)*", used)]
    return f"no commit with its tag behind it: {loose}" if loose else None


def keeps_rights_apart(text):
    """What may attest or publish runs nothing of the checkout."""
    for name, job in yaml.safe_load(text)["jobs"].items():
        writes = "write" in (job.get("permissions") or {}).values()
        uses = [step.get("uses", "") for step in job["steps"]]
        runs = [step["run"] for step in job["steps"] if "run" in step]
        if writes and (any(use.startswith("actions/checkout@") for use in uses) or "scripts/" in " ".join(runs)):
            return f"{name} has rights, and code of the checkout"
    return None


def may_only_read(text):
    """A job that may write says so itself, and none of a pull request does."""
    if yaml.safe_load(text).get("permissions") not in ({}, {"contents": "read"}):
        return "the workflow's own permissions are more than contents: read"
    if "pull_request" not in triggers(text):
        return None
    return "a job of a pull request may write" if any("permissions" in job for job in jobs(text)) else None


def needs_no_secret(text):
    if "pull_request_target" in triggers(text):
        return "pull_request_target runs what strangers wrote with our rights"
    if "pull_request" in triggers(text) and re.search(r"\bsecrets\b|github\.token", text):
        return "a pull request needs a secret"
    return None


def takes_no_code_from_outside(text):
    """A title or a branch name, put into a script by GitHub, would be run."""
    for step in steps(text):
        if re.search(r"\$\{\{[^}]*\b(?:head_ref|title|body|message|inputs)\b", step.get("run", "")):
            return f"a script takes text of strangers: {step['run']}"
    return None


RULES = [runs_what_is_there, names_commits, keeps_rights_apart, may_only_read, needs_no_secret, takes_no_code_from_outside]
BROKEN = {
    runs_what_is_there: ("run: scripts/test.sh", "run: scripts/no-such.sh"),
    names_commits: ("actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683", "actions/checkout@v4.2.2"),
    keeps_rights_apart: ("    strategy:", "    permissions: {contents: write}\n    strategy:"),
    may_only_read: ("contents: read", "contents: write"),
    needs_no_secret: ("fail-fast: false", "fail-fast: ${{ secrets.TOKEN }}"),
    takes_no_code_from_outside: ("run: scripts/test.sh", "run: echo ${{ github.head_ref }}; scripts/test.sh"),
}


def every_part_is_run():
    usage = subprocess.run([ROOT / "scripts/test.sh", "no-such-part"], capture_output=True, text=True).stderr
    known = set(re.search(r"\[(.*)\]", usage).group(1).split())
    matrices = [job["strategy"]["matrix"].get("parts", []) for job in jobs(WORKFLOWS["ci.yml"]) if "strategy" in job]
    run = set(" ".join(part for parts in matrices for part in parts).split())
    run.update(re.findall(r"scripts/test\.sh (\w+)", WORKFLOWS["ci.yml"]))
    return f"not as in test.sh: {run ^ (known - ELSEWHERE)}" if run != known - ELSEWHERE else None


def main():
    results = [(rule.__name__, name, rule(text)) for name, text in WORKFLOWS.items() for rule in RULES]
    results.append(("every_part_is_run", "ci.yml", every_part_is_run()))
    for rule, (right, wrong) in BROKEN.items():
        text = WORKFLOWS["ci.yml"]
        broken = text.replace(right, wrong)
        found = broken != text and rule(broken)
        results.append((rule.__name__, "a broken workflow", None if found else "is not noticed"))
    for rule, name, failure in results:
        print(f"{'failed' if failure else 'ok'} {name}: {rule.replace('_', ' ')}{': ' + failure if failure else ''}")
    failed = sum(1 for *_, failure in results if failure)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
