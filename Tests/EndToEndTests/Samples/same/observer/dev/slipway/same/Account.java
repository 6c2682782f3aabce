package dev.slipway.same;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.descriptor.JspPropertyGroupDescriptor;
import jakarta.servlet.descriptor.TaglibDescriptor;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.catalina.Container;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;

/** All that came of the descriptors, annotations and jars of one web app. Sorted where the order means nothing. */
final class Account {
    private static final Pattern LATER = Pattern.compile(
            "org\\.apache\\.jasper\\.(compiler\\.(EL|String)Interpreter|runtime\\.JspApplicationContextImpl)");

    private final StandardContext context;
    private final ServletContext servlets;
    private final List<String> lines = new ArrayList<>();

    Account(StandardContext context) {
        this.context = context;
        this.servlets = context.getServletContext();
    }

    List<String> lines() {
        try {
            general();
            servlets();
            filters();
            listeners();
            security();
            session();
            initializers();
            pages();
            webSockets();
            attributes();
            jars();
            resources("/");
        } catch (ReflectiveOperationException | MalformedURLException e) {
            throw new IllegalStateException(e);
        }
        return lines;
    }

    /** A text without what differs between two places of one release, and between two objects of one class. */
    static String plain(String text) {
        return text.replace(System.getProperty("catalina.base"), "BASE").replaceAll("@[0-9a-f]{4,8}\\b", "@ID")
                .replaceAll("/slots/[0-9]+/", "/slots/N/")
                .replaceAll("\\R", "\\\\n");
    }

    private void add(String kind, Object... words) {
        StringBuilder line = new StringBuilder(kind);
        for (Object word : words) {
            line.append(' ').append(word instanceof Object[] ? Arrays.toString((Object[]) word) : word);
        }
        lines.add(line.toString());
    }

    private static String[] sorted(String[] words) {
        String[] copy = words.clone();
        Arrays.sort(copy);
        return copy;
    }

    private void general() {
        add("state", context.getState());
        add("version", servlets.getEffectiveMajorVersion(), servlets.getEffectiveMinorVersion());
        add("display-name", context.getDisplayName(), "distributable", context.getDistributable());
        add("public-id", context.getPublicId(), "ignores-annotations", context.getIgnoreAnnotations());
        add("welcome", (Object) context.findWelcomeFiles());
        for (String name : sorted(context.findParameters())) {
            add("parameter", name, context.findParameter(name));
        }
        for (String name : new TreeSet<>(Collections.list(servlets.getInitParameterNames()))) {
            add("context-param", name, servlets.getInitParameter(name));
        }
        TreeSet<String> pages = new TreeSet<>();
        for (ErrorPage page : context.findErrorPages()) {
            pages.add(page.getErrorCode() + " " + page.getExceptionType() + " " + page.getLocation());
        }
        pages.forEach(page -> add("error-page", page));
        for (String name : sorted(context.findMimeMappings())) {
            add("mime", name, context.findMimeMapping(name));
        }
        add("encodings", servlets.getRequestCharacterEncoding(), servlets.getResponseCharacterEncoding());
        new TreeMap<>(context.findPostConstructMethods()).forEach((name, method) -> add("post-construct", name, method));
        new TreeMap<>(context.findPreDestroyMethods()).forEach((name, method) -> add("pre-destroy", name, method));
        for (var resource : context.getNamingResources().findEnvironments()) {
            add("env-entry", resource.getName(), resource.getType(), resource.getValue());
        }
    }

    private void servlets() {
        TreeMap<String, Wrapper> wrappers = new TreeMap<>();
        for (Container child : context.findChildren()) {
            wrappers.put(child.getName(), (Wrapper) child);
        }
        for (Wrapper wrapper : wrappers.values()) {
            add("servlet", wrapper.getName(), wrapper.getServletClass(), sorted(wrapper.findMappings()),
                    "load", wrapper.getLoadOnStartup(), "async", wrapper.isAsyncSupported(),
                    "run-as", wrapper.getRunAs(), "enabled", wrapper.isEnabled(),
                    "overridable", wrapper.isOverridable());
            for (String name : sorted(wrapper.findInitParameters())) {
                add("servlet-param", wrapper.getName(), name, wrapper.findInitParameter(name));
            }
            for (String name : sorted(wrapper.findSecurityReferences())) {
                add("servlet-role", wrapper.getName(), name, wrapper.findSecurityReference(name));
            }
            MultipartConfigElement parts = wrapper.getMultipartConfigElement();
            if (parts != null) {
                add("servlet-multipart", wrapper.getName(), parts.getLocation(), parts.getMaxFileSize(),
                        parts.getMaxRequestSize(), parts.getFileSizeThreshold());
            }
        }
    }

    private void filters() {
        FilterDef[] filters = context.findFilterDefs();
        Arrays.sort(filters, (a, b) -> a.getFilterName().compareTo(b.getFilterName()));
        for (FilterDef filter : filters) {
            add("filter", filter.getFilterName(), filter.getFilterClass(), "async", filter.getAsyncSupported(),
                    new TreeMap<>(filter.getParameterMap()));
        }
        for (FilterMap map : context.findFilterMaps()) {
            add("filter-mapping", map.getFilterName(), map.getURLPatterns(), map.getServletNames(),
                    map.getDispatcherNames(), map.getMatchAllUrlPatterns(), map.getMatchAllServletNames());
        }
    }

    private void listeners() {
        for (String listener : context.findApplicationListeners()) {
            add("listener", listener);
        }
        for (Object listener : context.getApplicationEventListeners()) {
            add("event-listener", listener.getClass().getName());
        }
        for (Object listener : context.getApplicationLifecycleListeners()) {
            add("lifecycle-listener", listener.getClass().getName());
        }
    }

    private void security() {
        TreeSet<String> constraints = new TreeSet<>();
        for (SecurityConstraint constraint : context.findConstraints()) {
            TreeSet<String> collections = new TreeSet<>();
            for (SecurityCollection collection : constraint.findCollections()) {
                collections.add(collection.getName() + " " + Arrays.toString(collection.findPatterns()) + " "
                        + Arrays.toString(collection.findMethods()) + " "
                        + Arrays.toString(collection.findOmittedMethods()));
            }
            constraints.add(constraint.getDisplayName() + " " + constraint.getUserConstraint() + " "
                    + constraint.getAuthConstraint() + " " + Arrays.toString(constraint.findAuthRoles()) + " "
                    + collections);
        }
        constraints.forEach(constraint -> add("constraint", constraint));
        add("roles", (Object) sorted(context.findSecurityRoles()));
        add("uncovered-denied", context.getDenyUncoveredHttpMethods());
        LoginConfig login = context.getLoginConfig();
        if (login != null) {
            add("login", login.getAuthMethod(), login.getRealmName(), login.getLoginPage(), login.getErrorPage());
        }
        add("valves", (Object) Arrays.stream(context.getPipeline().getValves())
                .map(v -> v.getClass().getName()).toArray());
    }

    private void session() {
        SessionCookieConfig cookie = servlets.getSessionCookieConfig();
        add("session", context.getSessionTimeout(), cookie.getName(), cookie.getDomain(), cookie.getPath(),
                cookie.isHttpOnly(), cookie.isSecure(), cookie.getMaxAge(),
                new TreeSet<>(servlets.getEffectiveSessionTrackingModes()));
    }

    private void initializers() throws ReflectiveOperationException {
        Map<?, ?> initializers = (Map<?, ?>) field(StandardContext.class, context, "initializers");
        initializers.forEach((initializer, classes) -> {
            TreeSet<String> names = new TreeSet<>();
            if (classes != null) {
                ((Set<?>) classes).forEach(c -> names.add(((Class<?>) c).getName()));
            }
            add("initializer", initializer.getClass().getName(), classes == null ? "none" : names);
        });
    }

    private void pages() throws ReflectiveOperationException {
        Object cache = servlets.getAttribute("org.apache.jasper.compiler.TldCache");
        if (cache != null) {
            Map<?, ?> answers = (Map<?, ?>) field(cache.getClass(), cache, "uriTldResourcePathMap");
            TreeMap<String, String> sorted = new TreeMap<>();
            for (Map.Entry<?, ?> answer : answers.entrySet()) {
                Object path = answer.getValue();
                sorted.put(answer.getKey().toString(), call(path, "toExternalForm") + " " + call(path, "getWebappPath")
                        + " " + call(path, "getEntryName"));
            }
            sorted.forEach((uri, path) -> add("tld", uri, path));
        }
        var configuration = servlets.getJspConfigDescriptor();
        if (configuration != null) {
            for (JspPropertyGroupDescriptor group : configuration.getJspPropertyGroups()) {
                add("jsp-group", group.getUrlPatterns(), group.getElIgnored(), group.getPageEncoding(),
                        group.getScriptingInvalid(), group.getIsXml(), group.getIncludePreludes(),
                        group.getIncludeCodas(), group.getDefaultContentType(), group.getBuffer(),
                        group.getTrimDirectiveWhitespaces(), group.getErrorOnUndeclaredNamespace(),
                        group.getDeferredSyntaxAllowedAsLiteral());
            }
            TreeSet<String> libraries = new TreeSet<>();
            for (TaglibDescriptor library : configuration.getTaglibs()) {
                libraries.add(library.getTaglibURI() + " " + library.getTaglibLocation());
            }
            libraries.forEach(library -> add("taglib", library));
        }
    }

    private void webSockets() throws ReflectiveOperationException {
        Object container = servlets.getAttribute("jakarta.websocket.server.ServerContainer");
        if (container == null) {
            add("web-sockets", "none");
            return;
        }
        Map<?, ?> exact = (Map<?, ?>) field(container.getClass(), container, "configExactMatchMap");
        TreeSet<String> found = new TreeSet<>();
        for (Map.Entry<?, ?> entry : exact.entrySet()) {
            found.add(entry.getKey() + " " + call(call(entry.getValue(), "getConfig"), "getEndpointClass"));
        }
        Map<?, ?> templates = (Map<?, ?>) field(container.getClass(), container, "configTemplateMatchMap");
        for (Object matches : templates.values()) {
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) matches).entrySet()) {
                Object config = call(entry.getValue(), "getConfig");
                found.add(call(config, "getPath") + " " + call(config, "getEndpointClass"));
            }
        }
        found.forEach(endpoint -> add("web-socket", endpoint));
    }

    /**
     * Names of all, values of those that are texts; the jars in their order one by one. What Jasper makes with its
     * first page is there sooner or later. The class path of pages is that of their web app and that of the server.
     */
    private void attributes() {
        for (String name : new TreeSet<>(Collections.list(servlets.getAttributeNames()))) {
            Object value = servlets.getAttribute(name);
            if (name.equals(ServletContext.ORDERED_LIBS)) {
                ((Collection<?>) value).forEach(jar -> add("ordered-lib", jar));
            } else if (name.equals("org.apache.catalina.jsp_classpath")) {
                Arrays.stream(value.toString().split(":")).filter(path -> path.contains("/webapps/"))
                        .forEach(path -> add("page-path", path));
            } else if (name.startsWith("same.") || value instanceof String) {
                add("attribute", name, value);
            } else if (!LATER.matcher(name).matches()) {
                add("attribute", name, value.getClass().getName());
            }
        }
    }

    /** In the order in which classes are looked for. */
    private void jars() throws ReflectiveOperationException {
        Object loader = context.getLoader().getClassLoader();
        add("loader", loader.getClass().getName(), call(loader, "getDelegate"));
        for (URL url : (URL[]) call(loader, "getURLs")) {
            add("class-path", url);
        }
    }

    private void resources(String folder) throws MalformedURLException {
        Set<String> paths = servlets.getResourcePaths(folder);
        if (paths == null) {
            return;
        }
        for (String path : new TreeSet<>(paths)) {
            if (path.endsWith("/")) {
                resources(path);
            } else {
                add("resource", path, servlets.getResource(path), servlets.getMimeType(path));
            }
        }
    }

    private static Object field(Class<?> type, Object object, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    private static Object call(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (var method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 0) {
                    method.setAccessible(true);
                    return method.invoke(object);
                }
            }
        }
        throw new NoSuchMethodException(name);
    }
}
