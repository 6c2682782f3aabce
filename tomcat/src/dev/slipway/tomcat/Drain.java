package dev.slipway.tomcat;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Decides when a parked public side has come to rest: no request in progress, and, for a short grace,
 * no connection that was in use a moment ago. Idle keep-alive connections hold nothing up.
 */
final class Drain {
    private static final String LIMIT_PROPERTY = "slipway.drain.ms";
    private static final long DEFAULT_LIMIT_MILLIS = 10_000;
    private static final long GRACE_MILLIS = 2_000;
    private static final long STEP_MILLIS = 5;

    private final PublicConnectors connectors;
    private final BooleanSupplier cancelled;

    Drain(PublicConnectors connectors, BooleanSupplier cancelled) {
        this.connectors = connectors;
        this.cancelled = cancelled;
    }

    /** How long a client may take to receive its answer. */
    static long limitMillis() {
        return Long.getLong(LIMIT_PROPERTY, DEFAULT_LIMIT_MILLIS);
    }

    /** Returns true when at rest, false when the time is over or the drain was cancelled. */
    boolean await() {
        long start = System.nanoTime();
        long limit = TimeUnit.MILLISECONDS.toNanos(limitMillis());
        long grace = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        while (!cancelled.getAsBoolean()) {
            long passed = System.nanoTime() - start;
            if (!connectors.isServing() && (passed > grace || !connectors.isMoving())) {
                return true;
            }
            if (passed > limit) {
                return false;
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
