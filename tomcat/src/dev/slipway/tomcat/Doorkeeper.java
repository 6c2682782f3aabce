package dev.slipway.tomcat;

import java.util.function.Consumer;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * Owns the state of this process as one of the slots behind a public socket, and decides what each order of the
 * wrapper means in it. An order is answered once it is true.
 */
final class Doorkeeper {
    private enum State { STARTING, PARKED, ADMITTING, DRAINING, DRAINED, CLOSING, FAILED }

    private static final Log log = LogFactory.getLog(Doorkeeper.class);

    private final Consumer<String> answer;
    private volatile State state = State.STARTING;
    private boolean admitWhenStarted;
    private int privatePort = -1;
    private PublicConnectors connectors;
    private Departure departure;
    private String failure;

    Doorkeeper(Consumer<String> answer) {
        this.answer = answer;
    }

    synchronized boolean hasStarted() {
        return state != State.STARTING;
    }

    /** The server has started whole. Once a failure has been told this changes nothing. */
    synchronized void open(PublicConnectors connectors, int privatePort) {
        if (state != State.STARTING) {
            return;
        }
        this.connectors = connectors;
        this.privatePort = privatePort;
        state = State.PARKED;
        answer.accept("port " + privatePort);
        answer.accept("ready");
        if (admitWhenStarted) {
            admit();
        }
    }

    synchronized void fail(String sentence, int privatePort) {
        this.privatePort = privatePort;
        state = State.FAILED;
        failure = sentence;
        log.error(sentence);
        greet();
    }

    /** Parks for good and waits until the clients have their answers. */
    void close() {
        Departure last;
        synchronized (this) {
            if (state == State.FAILED) {
                return;
            }
            park(State.CLOSING);
            last = depart();
        }
        follow(last);
    }

    synchronized void obey(String order) {
        if ("hello".equals(order)) {
            greet();
        } else if (!"admit".equals(order) && !"park".equals(order) && !"drain".equals(order)) {
            log.warn("unknown order: " + order);
        } else if (state == State.STARTING) {
            admitWhenStarted = "admit".equals(order);
            if (!admitWhenStarted) {
                answer.accept("park".equals(order) ? "parked 0" : "drained");
            }
        } else if (state == State.CLOSING || state == State.FAILED) {
            answer.accept(word());
        } else if ("admit".equals(order)) {
            admit();
        } else if ("park".equals(order)) {
            park(state == State.DRAINING ? State.DRAINING : State.PARKED);
            if (departure == null || departure.isOver()) {
                leave();
            }
        } else {
            park(State.DRAINING);
            leave();
        }
    }

    private void admit() {
        if (departure != null) {
            departure.cancel();
            departure = null;
        }
        if (connectors.admit()) {
            state = State.ADMITTING;
            log.info("admitting clients");
            answer.accept(word());
        } else {
            // Slow is not broken: the wrapper hears that it is parked still, and asks again.
            log.warn("not every public connector takes connections yet");
            park(State.PARKED);
            leave();
        }
    }

    private void park(State next) {
        connectors.park();
        state = next;
        log.info("parked with " + connectors.openConnections() + " connections open");
        answer.accept(word());
    }

    private void leave() {
        Departure next = depart();
        Departure.startThread("slipway-drain", () -> follow(next));
    }

    private Departure depart() {
        if (departure != null) {
            departure.cancel();
        }
        departure = new Departure(connectors, state == State.CLOSING);
        return departure;
    }

    /** Waits for the end of a departure and tells what it has come to. */
    private void follow(Departure one) {
        boolean atRest = one.await();
        synchronized (this) {
            if (one.webSockets() > 0) {
                answer.accept("websockets " + one.webSockets());
            }
            if (one != departure) {
                return;
            }
            if (state == State.DRAINING) {
                state = atRest ? State.DRAINED : State.PARKED;
                answer.accept(word());
            } else if (state == State.CLOSING && atRest) {
                answer.accept("drained");
            }
        }
    }

    private void greet() {
        if (privatePort > 0) {
            answer.accept("port " + privatePort);
        }
        if (state != State.STARTING) {
            if (state != State.FAILED) {
                answer.accept("ready");
            }
            answer.accept(word());
        }
    }

    /** The present state in the words of the protocol. */
    private String word() {
        switch (state) {
            case ADMITTING:
                return "admitted";
            case DRAINED:
                return "drained";
            case FAILED:
                return "failed " + failure;
            default:
                return "parked " + connectors.openConnections();
        }
    }
}
