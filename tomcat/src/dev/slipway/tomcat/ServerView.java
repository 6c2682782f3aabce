package dev.slipway.tomcat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;

/** Finds the connectors of a server that matter to Slipway, and decides whether the server has started whole. */
final class ServerView {
    private static final String FIRST = "of descriptor 0";

    private final List<Connector> connectors = new ArrayList<>();
    private final List<Container> containers = new ArrayList<>();

    ServerView(Server server) {
        for (Service service : server.findServices()) {
            connectors.addAll(List.of(service.findConnectors()));
            if (service.getContainer() != null) {
                collect(service.getContainer());
            }
        }
    }

    private void collect(Container container) {
        if (!(container instanceof Context)) {
            for (Container child : container.findChildren()) {
                collect(child);
            }
        }
        containers.add(container);
    }

    PublicConnectors publicConnectors() {
        return new PublicConnectors(slots());
    }

    private List<SlotProtocol> slots() {
        List<SlotProtocol> slots = new ArrayList<>();
        for (Connector connector : connectors) {
            if (isPublic(connector)) {
                slots.add((SlotProtocol) connector.getProtocolHandler());
            }
        }
        return slots;
    }

    /** The port of the private connector, or -1 when it is not served. */
    int privatePort() {
        for (Connector connector : connectors) {
            if (!isPublic(connector) && connector.getState().isAvailable() && connector.getLocalPort() > 0) {
                return connector.getLocalPort();
            }
        }
        return -1;
    }

    /** What kept the server from starting whole, as a sentence, or null. */
    String problem() {
        String failed = firstNot(component -> component.getState() != LifecycleState.FAILED);
        if (failed != null) {
            return failed;
        }
        if (slots().isEmpty()) {
            return "server.xml needs a connector with protocol " + SlotProtocol.class.getName();
        }
        String unserved = listenerProblem();
        if (unserved != null) {
            return unserved;
        }
        String missing = firstNot(component -> component.getState().isAvailable());
        if (missing == null && privatePort() < 0) {
            return "server.xml needs a private connector beside the public one";
        }
        return missing;
    }

    /** Each listening socket has one connector: with none, its clients would wait for ever. */
    private String listenerProblem() {
        Set<String> served = new HashSet<>();
        for (SlotProtocol slot : slots()) {
            String name = InheritedListener.isFirst(slot.listener()) ? FIRST : slot.listener();
            if (!served.add(name)) {
                return "server.xml has two public connectors for the listener " + name;
            }
        }
        for (String name : InheritedListener.names()) {
            if (!served.contains(InheritedListener.isFirst(name) ? FIRST : name)) {
                return "server.xml has no public connector for the listener " + name;
            }
        }
        return null;
    }

    private String firstNot(Predicate<Lifecycle> good) {
        for (Container container : containers) {
            if (!good.test(container)) {
                return describe(container) + " did not start; the log tells why";
            }
        }
        for (Connector connector : connectors) {
            if (!good.test(connector)) {
                return "connector " + connector.getProtocolHandlerClassName() + " did not start; the log tells why";
            }
        }
        return null;
    }

    private static String describe(Container container) {
        if (container instanceof Context) {
            String path = ((Context) container).getPath();
            return "web app " + (path.isEmpty() ? "/" : path);
        }
        return "container " + container.getName();
    }

    private static boolean isPublic(Connector connector) {
        return connector.getProtocolHandler() instanceof SlotProtocol;
    }
}
