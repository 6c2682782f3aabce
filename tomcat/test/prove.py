"""The proof of the Java part. Usage: prove.py SCRATCH [SCENARIO…]; SCRATCH holds one.jar, two.jar and bake.jar."""

import filecmp
import signal
import sys
import threading

import clients_test
import cluster_test
import pages_test
import ports_test
import slot_test
from checks import check, failed, passed, path
from jvm import Jvm


def run(scenarios, wanted):
    for scenario in scenarios:
        if wanted and scenario.__name__ not in wanted:
            continue
        try:
            scenario()
        except Exception as error:  # a scenario that breaks off is a failure, and the others still run
            check(False, f"{scenario.__name__} ran to its end", repr(error))
        finally:
            Jvm.end_all(threading.current_thread())


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = sys.argv[2:]
    check(filecmp.cmp(path("one.jar"), path("two.jar"), shallow=False), "two builds give the same bytes")
    # The clusters wait much and compute little, so they go on beside the rest.
    beside = threading.Thread(target=run, args=(cluster_test.scenarios(), wanted), daemon=True)
    try:
        beside.start()
        run((slot_test.two_slots, slot_test.failing_start, *clients_test.scenarios(), *ports_test.scenarios(),
             *pages_test.scenarios()), wanted)
        beside.join()
    finally:
        Jvm.end_all()
    print(f"{len(passed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


main()
