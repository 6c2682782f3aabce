package dev.slipway.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.tomcat.util.IntrospectionUtils.PropertySource;

/**
 * Resolves {@code ${key}} in Tomcat's XML files from the node's merged properties and facts.
 * A key it does not know is left to the system properties.
 */
public final class NodeProperties implements PropertySource {
    private final Properties properties;

    public NodeProperties() {
        try {
            properties = RunDirectory.isGiven() ? RunDirectory.current().nodeProperties() : new Properties();
        } catch (IOException e) {
            throw new UncheckedIOException("the node's properties cannot be read", e);
        }
    }

    @Override
    public String getProperty(String key) {
        return properties.getProperty(key);
    }
}
