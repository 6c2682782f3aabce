"""The tables of switching.py, and what they say about what was promised."""

import figures
from load import IDLE_RACE, Tally
from sides import Slipway

NOTES = """A request fails when it does not get a complete 200: refused, reset, ended early, timed out, another status;
nothing is asked twice. After a second or more of idleness a client looks at its kept connection before it asks: `left`
counts those that the server had closed, and nothing was lost; an `idle race` is a connection that looked open and was
closed without one byte of an answer. With 5 ms of think time both are failures. Latencies are those of complete
answers, connect and handshake included; the page itself takes 20 ms.
"""
OWN_START = "peer: Tomcat's own start, catalina.sh to first 200"


def show(bench):
    """0, or 1 when a request of Slipway's failed or a bad release answered."""
    matrix(bench)
    print(NOTES)
    lost = totals(bench)
    bench.figures.show()
    beside_the_peers(bench)
    evidence(bench)
    return 1 if lost else 0


def cells(tally):
    return [tally.requests, len(tally.failed), f"{tally.per_10k():.1f}", tally.races, tally.left,
            f"{tally.latency(0.5):.1f}", f"{tally.latency(0.99):.1f}", f"{tally.latency(1):.0f}"]


def matrix(bench):
    head = ["clients", "side", "switches", "requests", "failed", "per 10k", "idle races", "left", "p50 ms", "p99 ms",
            "longest ms"]
    rows = []
    for case in dict.fromkeys(case for _, case in bench.seen):
        for (name, at), seen in bench.seen.items():
            if at == case:
                rows.append([tell(case), name, len(seen.operations) or seen.switches, *cells(Tally(seen.records))])
    figures.show(head, rows)


def totals(bench):
    """How many requests of Slipway's failed, and how many were answered by a bad release."""
    head = ["in all", "switches", "rollbacks", "bad releases", "requests", "failed", "from a bad release", "per 10k"]
    rows = []
    lost = 0
    for name in dict.fromkeys(name for name, _ in bench.seen):
        parts = [seen for (side, _), seen in bench.seen.items() if side == name]
        tried = [bench.bad] if name == Slipway.name else []
        operations = [o for seen in parts for o in seen.operations]
        rollbacks = sum("rollback" in o.what for o in operations)
        tally = Tally([r for seen in parts + tried for r in seen.records])
        wrong = sum(count for version, count in tally.versions.items() if version.startswith("bad-"))
        if name == Slipway.name:
            lost = len(tally.failed) + wrong
        rows.append([name, len(operations) - rollbacks, rollbacks, len(bench.bad.operations) if tried else "",
                     tally.requests, len(tally.failed), wrong, f"{tally.per_10k():.2f}"])
    figures.show(head, rows)
    return lost


def beside_the_peers(bench):
    values = bench.figures
    rows = []
    for case in dict.fromkeys(case for _, case in bench.seen):
        ours, theirs = (Tally(bench.seen[name, case].records) if (name, case) in bench.seen else None
                        for name in ("slipway", "haproxy"))
        if ours and theirs and case.think < 1:
            for what, part in (("p99", 0.99), ("longest", 1)):
                rows.append(promise(f"{what}, {tell(case)}: Slipway ≤ haproxy",
                                    ours.latency(part), theirs.latency(part), "ms"))
    warm = values.values("warm rollback, under load: command until the old release answers")
    if warm:
        rows.append(promise("warm rollback under load, longest: ≤ 100 ms", max(warm), 100, "ms"))
    if values.values(OWN_START):
        own = values.median(OWN_START)
        rows.append(promise("cold rollback ≤ 1.1 × Tomcat's own start",
                            values.median("cold rollback: command to its end"), 1.1 * own, "s"))
        rows.append(promise("deploy without its trial ≤ Tomcat's own start + 1 s",
                            values.median("deploy without its trial"), own + 1, "s"))
    figures.show(["promised", "measured", "at most", "unit", ""], rows)


def promise(text, measured, limit, unit):
    digits = 1 if unit == "ms" else 2
    return [text, f"{measured:.{digits}f}", f"{limit:.{digits}f}", unit, "kept" if measured <= limit else "missed"]


def evidence(bench):
    """Each failed request and idle race of Slipway's, and the longest answer of each case: what happened around it."""
    done = [o for (name, _), seen in bench.seen.items() if name == Slipway.name for o in seen.operations]
    done += bench.bad.operations
    parts = [(tell(case), seen.records) for (name, case), seen in bench.seen.items() if name == Slipway.name]
    for where, records in [*parts, ("bad releases", bench.bad.records)]:
        for record in records:
            if record.failure:
                print(f"{'idle race' if record.failure == IDLE_RACE else 'FAILED'}: {where}: {around(record, done)}")
        if good := [record for record in records if not record.failure]:
            print(f"longest: {where}: {around(max(good, key=lambda record: record.latency), done)}")


def around(record, done):
    end = record.began + record.latency
    near = min(done, key=lambda o: max(o.begun - end, end - o.ended, 0), default=None)
    kept = "new connection" if record.idle is None else f"kept connection, idle for {1000 * record.idle:.0f} ms"
    return (f"{record.failure or 'answered'} after {1000 * record.latency:.0f} ms on client port {record.port}, "
            f"{kept}, release {record.version}; its end was beside {near.told(end) if near else 'nothing'}")


def tell(case):
    think = f"{case.think * 1000:.0f} ms" if case.think < 1 else f"{case.think:.0f} s"
    return f"{'keep-alive' if case.keep else 'close'}, {'TLS' if case.tls else 'plain'}, think {think}"
