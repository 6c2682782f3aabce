package dev.slipway.tomcat;

import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.tomcat.JarScanFilter;
import org.apache.tomcat.JarScanner;
import org.apache.tomcat.util.scan.Constants;
import org.apache.tomcat.util.scan.StandardJarScanFilter;

/**
 * Has Tomcat look into those jars only that register something when a web app starts. Its own list is for the search for
 * tag libraries as well, and whoever has set up a search of their own keeps it.
 */
final class JarSearch implements LifecycleListener {
    /** Names of jars with commas between them; written when the release was built. */
    private static final String JARS = "slipway.registering.jars";

    private final String jars;

    private JarSearch(String jars) {
        this.jars = jars;
    }

    /** Does nothing in a release where both searches are for the same jars. */
    static void attend(Server server) {
        String jars = System.getProperty(JARS);
        if (jars != null) {
            WebApps.attend(server, new JarSearch(jars));
        }
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        // After its context.xml was read, and before its jars are looked for.
        if (Lifecycle.BEFORE_START_EVENT.equals(event.getType()) && event.getSource() instanceof Context) {
            // A web app whose context.xml cannot be read has none.
            JarScanner scanner = ((Context) event.getSource()).getJarScanner();
            JarScanFilter filter = scanner == null ? null : scanner.getJarScanFilter();
            if (filter != null && filter.getClass() == StandardJarScanFilter.class) {
                narrow((StandardJarScanFilter) filter);
            }
        }
    }

    private void narrow(StandardJarScanFilter filter) {
        String stock = System.getProperty(Constants.SCAN_JARS_PROPERTY);
        if (stock != null && stock.equals(filter.getPluggabilityScan())) {
            filter.setPluggabilityScan(jars);
        }
    }
}
