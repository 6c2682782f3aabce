package dev.slipway.tomcat;

import java.io.IOException;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * Joins a Tomcat server to its wrapper: opens the link before the start, tells how the start went,
 * and lets no stop begin before the requests in progress are answered.
 */
public final class Slot implements LifecycleListener {
    private static final Log log = LogFactory.getLog(Slot.class);
    private static final long LAST_WORDS_MILLIS = 100;
    private static final long REHEARSAL_MILLIS = 300;

    private ControlLink link;
    private Doorkeeper doorkeeper;
    /** Set once the server has started whole. */
    private volatile Runnable opening;

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!(event.getSource() instanceof Server)) {
            return;
        }
        switch (event.getType()) {
            case Lifecycle.BEFORE_START_EVENT:
                connect();
                PageListener.attend((Server) event.getSource());
                JarSearch.attend((Server) event.getSource());
                break;
            case Lifecycle.AFTER_START_EVENT:
                started(new ServerView((Server) event.getSource()));
                break;
            case Lifecycle.BEFORE_STOP_EVENT:
                stopping(new ServerView((Server) event.getSource()));
                break;
            default:
                break;
        }
    }

    private void connect() {
        if (link == null) {
            try {
                link = new ControlLink(RunDirectory.current());
            } catch (IOException e) {
                throw new IllegalStateException("there is no link to a wrapper: " + e.getMessage(), e);
            }
            doorkeeper = new Doorkeeper(link::say);
            link.listen(doorkeeper::obey);
        }
    }

    private void started(ServerView server) {
        String problem = server.problem();
        if (problem == null) {
            PublicConnectors connectors = server.publicConnectors();
            connectors.rehearse(REHEARSAL_MILLIS);
            opening = () -> doorkeeper.open(connectors, server.privatePort());
            open(warmUp(server.privatePort()));
        } else {
            doorkeeper.fail(problem, server.privatePort());
        }
    }

    /** Null when there is nothing to ask. */
    private static WarmUp warmUp(int privatePort) {
        try {
            WarmUp warmUp = new WarmUp(RunDirectory.current(), privatePort);
            return warmUp.isEmpty() ? null : warmUp;
        } catch (IOException e) {
            log.warn("there is no warm-up: " + e.getMessage());
            return null;
        }
    }

    /** A warm-up runs beside, for until this event is over a stop would end the process without a farewell. */
    private void open(WarmUp warmUp) {
        if (warmUp == null) {
            opening.run();
            return;
        }
        Thread thread = new Thread(() -> {
            warmUp.run();
            opening.run();
        }, "slipway-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void stopping(ServerView server) {
        connect();
        if (opening != null) {
            // It may still be warming up; what is open already stays as it is.
            opening.run();
        }
        if (doorkeeper.hasStarted()) {
            doorkeeper.close();
            link.close();
        } else {
            // Tomcat announces a stop also when its start has failed.
            String problem = server.problem();
            doorkeeper.fail(problem != null ? problem : "the server did not start; the log tells why",
                    server.privatePort());
        }
        link.flush(LAST_WORDS_MILLIS);
    }
}
