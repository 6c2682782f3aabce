package dev.slipway.tomcat;

import org.apache.catalina.Container;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Service;

/** The web apps of a server, those included that are still to come. */
final class WebApps {
    private WebApps() {
    }

    static void attend(Server server, LifecycleListener listener) {
        for (Service service : server.findServices()) {
            if (service.getContainer() == null) {
                continue;
            }
            for (Container host : service.getContainer().findChildren()) {
                attend(host, listener);
            }
        }
    }

    private static void attend(Container host, LifecycleListener listener) {
        for (Container child : host.findChildren()) {
            child.addLifecycleListener(listener);
        }
        host.addContainerListener(event -> {
            if (Container.ADD_CHILD_EVENT.equals(event.getType())) {
                ((Container) event.getData()).addLifecycleListener(listener);
            }
        });
    }
}
