package dev.slipway.tomcat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** The public connectors of a server, one for each listening socket, as one: all of them admit, or none. */
final class PublicConnectors {
    private final List<SlotProtocol> all;

    PublicConnectors(List<SlotProtocol> all) {
        this.all = List.copyOf(all);
    }

    /** Returns true when each really takes connections; when one does not, none does. */
    boolean admit() {
        List<SlotProtocol> admitted = new ArrayList<>();
        for (SlotProtocol connector : all) {
            admitted.add(connector);
            if (!connector.admit()) {
                admitted.forEach(SlotProtocol::park);
                return false;
            }
        }
        return true;
    }

    /** Returns when no further connection is taken. */
    void park() {
        all.forEach(SlotProtocol::park);
    }

    /** Asks the HTTP/2 clients that were not asked yet to leave; may wait for one that does not read. */
    void askToLeave() {
        all.forEach(SlotProtocol::askToLeave);
    }

    int openConnections() {
        return sum(SlotProtocol::openConnections);
    }

    int openWebSockets() {
        return sum(SlotProtocol::openWebSockets);
    }

    /** Begins to close those that are open, and returns how many it had not begun with before. */
    int closeWebSockets() {
        return sum(SlotProtocol::closeWebSockets);
    }

    /** Closes the connections without a request, and returns how many. */
    int closeIdle() {
        return sum(SlotProtocol::closeIdle);
    }

    /** Whether {@link #closeIdle} has left a connection on which a request may be on its way. */
    boolean isAwaitingIdle() {
        return any(SlotProtocol::isAwaitingIdle);
    }

    /** Makes the first TLS handshakes as fast as later ones, in about so many milliseconds for all connectors. */
    void rehearse(long limitMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        all.forEach(one -> one.rehearse(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }

    /** Whether some client still waits for an answer or receives one. */
    boolean isServing() {
        return any(SlotProtocol::isServing);
    }

    /** Whether a request may be on its way, on a connection that was in use a moment ago. */
    boolean isMoving() {
        return any(SlotProtocol::isMoving);
    }

    private int sum(ToIntFunction<SlotProtocol> number) {
        return all.stream().mapToInt(number).sum();
    }

    private boolean any(Predicate<SlotProtocol> question) {
        return all.stream().anyMatch(question);
    }
}
