"""Runs the proofs it is told; see prove.sh."""

import importlib
import pathlib
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True

import checks
from maker import Maker

# In this order; the first is the one of `make test`.
PROOFS = ["fresh", "bare", "debian11", "read_only", "no_network", "ordinary_user", "user_units", "rights", "low_port",
          "power", "refusals", "upgrade", "broken_daemon", "killed", "book", "ssh"]


def main():
    named = sys.argv[1:]
    if named == ["list"]:
        print("\n".join(PROOFS))
        return 0
    wanted = {"short": PROOFS[:1], "all": PROOFS}.get(named[0], named)
    if unknown := [name for name in wanted if name not in PROOFS]:
        sys.exit(f"prove: there is no proof {unknown[0]}; there are: {' '.join(PROOFS)}")
    # So that an end from outside removes the hosts too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("prove: ended by SIGTERM"))
    with tempfile.TemporaryDirectory(prefix="slipway-hosts-") as folder:
        maker = Maker(pathlib.Path(folder))
        for name in wanted:
            begun = time.monotonic()
            proof = importlib.import_module(f"proofs.{name}")
            print(f"prove: {proof.__doc__.splitlines()[0]}", flush=True)
            checks.guarded(name, proof.prove, maker)
            print(f"prove: {name} took {time.monotonic() - begun:.1f} s", flush=True)
    return checks.show()


if __name__ == "__main__":
    sys.exit(main())
