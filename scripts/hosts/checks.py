"""One line for each thing that was proven, and their sum."""

import sys
import traceback

passed, failed = [], []


def check(good, what, detail=""):
    (passed if good else failed).append(what)
    detail = str(detail).strip()
    short = detail not in ("", "[]", "None") and len(detail) < 60 and "\n" not in detail
    note = f" ({detail})" if short or (detail and not good) else ""
    sys.stdout.write(("ok      " if good else "FAILED  ") + what + note + "\n")
    sys.stdout.flush()
    return good


def one_sentence(result, code, words, what):
    """A refusal: its exit code, what it says, and that it says no more than a sentence and a hint."""
    told = [line for line in result.stdout.splitlines() if line.strip()]
    sentences = [line for line in told if line.startswith("slipway") and not line.startswith("hint:")]
    said = " | ".join(told[-3:])
    check(result.returncode == code and any(words in line for line in sentences) and len(sentences) == 1, what,
          f"exit {result.returncode}, said: {said}")


def guarded(name, proof, *arguments):
    """Runs a proof; one that breaks off has failed."""
    try:
        proof(*arguments)
    except (Exception, SystemExit) as broken:
        lines = traceback.format_exception_only(broken)
        place = traceback.extract_tb(broken.__traceback__)[-1]
        check(False, f"{name} goes to its end", f"{place.name}:{place.lineno}: {''.join(lines).strip()[-900:]}")


def show():
    print(f"{len(passed)} passed, {len(failed)} failed", flush=True)
    return 1 if failed or not passed else 0
