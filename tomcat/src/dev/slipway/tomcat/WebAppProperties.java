package dev.slipway.tomcat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Host;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.webresources.FileResourceSet;
import org.apache.catalina.webresources.StandardRoot;

/**
 * Gives each web app of a host its own merged properties, and only those, as a file on its class path, and its
 * place in the session cluster if there is one.
 */
public final class WebAppProperties implements LifecycleListener {

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (Lifecycle.BEFORE_START_EVENT.equals(event.getType()) && event.getSource() instanceof Host) {
            Host host = (Host) event.getSource();
            for (Container child : host.findChildren()) {
                attend(child);
            }
            host.addContainerListener(e -> {
                if (Container.ADD_CHILD_EVENT.equals(e.getType())) {
                    attend((Container) e.getData());
                }
            });
        }
    }

    private static void attend(Container child) {
        if (child instanceof Context) {
            child.addLifecycleListener(new Mount((Context) child));
        }
    }

    /** Mounts the file of one web app before that app starts. */
    private static final class Mount implements LifecycleListener {
        private final Context context;
        private WebResourceRoot mounted;

        Mount(Context context) {
            this.context = context;
        }

        @Override
        public void lifecycleEvent(LifecycleEvent event) {
            if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())) {
                try {
                    mount();
                } catch (IOException e) {
                    throw new IllegalStateException("the properties of web app " + context.getName()
                            + " cannot be found", e);
                }
            } else if (Lifecycle.CONFIGURE_START_EVENT.equals(event.getType()) && isClustered()) {
                // After its web.xml was read, which need not say <distributable/>, and before it gets its sessions.
                context.setDistributable(true);
            }
        }

        private boolean isClustered() {
            for (Container parent = context; parent != null; parent = parent.getParent()) {
                if (parent.getCluster() != null) {
                    return true;
                }
            }
            return false;
        }

        private void mount() throws IOException {
            Path file = RunDirectory.current().webAppProperties(context.getBaseName());
            if (!Files.isRegularFile(file)) {
                return;
            }
            WebResourceRoot root = context.getResources();
            if (root == null) {
                root = new StandardRoot(context);
                context.setResources(root);
            }
            // A context that is reloaded keeps its resources.
            if (root != mounted) {
                String path = "/WEB-INF/classes/" + file.getFileName();
                root.addPreResources(new FileResourceSet(root, path, file.toString(), "/"));
                mounted = root;
            }
        }
    }
}
