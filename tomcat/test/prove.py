"""The proof of the Java part. Usage: prove.py SCRATCH, where SCRATCH holds one.jar and two.jar."""

import filecmp
import signal
import sys

import cluster_test
import slot_test
from checks import check, failed, passed, path
from jvm import Jvm


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    check(filecmp.cmp(path("one.jar"), path("two.jar"), shallow=False), "two builds give the same bytes")
    scenarios = (slot_test.two_slots, slot_test.failing_start, slot_test.tls, *cluster_test.scenarios())
    for scenario in scenarios:
        try:
            scenario()
        except Exception as error:  # a scenario that breaks off is a failure, and the others still run
            check(False, f"{scenario.__name__} ran to its end", repr(error))
        finally:
            Jvm.end_all()
    print(f"{len(passed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


main()
