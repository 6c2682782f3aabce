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
    private SlotProtocol connector;
    private String failure;

    Doorkeeper(Consumer<String> answer) {
        this.answer = answer;
    }

    synchronized boolean hasStarted() {
        return state != State.STARTING;
    }

    /** The server has started whole. Once a failure has been told this changes nothing. */
    synchronized void open(SlotProtocol connector, int privatePort) {
        if (state != State.STARTING) {
            return;
        }
        this.connector = connector;
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
        synchronized (this) {
            if (state == State.FAILED) {
                return;
            }
            park(State.CLOSING);
        }
        long start = System.nanoTime();
        boolean atRest = new Drain(connector, () -> false).await();
        log.info((atRest ? "drained" : "gave up draining") + " after " + (System.nanoTime() - start) / 1_000_000
                + " ms with " + connector.openConnections() + " connections open");
        if (atRest) {
            answer.accept("drained");
        }
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
            park(State.PARKED);
        } else {
            park(State.DRAINING);
            Thread waiter = new Thread(this::drain, "slipway-drain");
            waiter.setDaemon(true);
            waiter.start();
        }
    }

    private void admit() {
        if (connector.admit()) {
            state = State.ADMITTING;
            log.info("admitting clients");
            answer.accept(word());
        } else {
            // Slow is not broken: the wrapper hears that it is parked still, and asks again.
            log.warn("the public connector does not take connections yet");
            park(State.PARKED);
        }
    }

    private void park(State next) {
        connector.park();
        state = next;
        log.info("parked with " + connector.openConnections() + " connections open");
        answer.accept(word());
    }

    private void drain() {
        boolean atRest = new Drain(connector, () -> state != State.DRAINING).await();
        synchronized (this) {
            if (state == State.DRAINING) {
                state = atRest ? State.DRAINED : State.PARKED;
                answer.accept(word());
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
                return "parked " + connector.openConnections();
        }
    }
}
