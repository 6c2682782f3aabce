package dev.slipway.bake;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jasper.JspCompilationContext;
import org.apache.jasper.Options;
import org.apache.jasper.compiler.JDTCompiler;
import org.apache.jasper.compiler.SmapStratum;
import org.apache.jasper.servlet.JspServletWrapper;

/**
 * Jasper's compiler of one page or tag file; notes what the page includes, and leaves the times and places of that
 * out of the class, where they would differ with each machine and nobody asks for them: a release does not change.
 */
public final class PageCompiler extends JDTCompiler {
    private static final Map<String, Set<String>> INCLUDED = new ConcurrentHashMap<>();
    private static final Set<String> TAGS = ConcurrentHashMap.newKeySet();

    private boolean isDone;

    /** What each page includes that was compiled so far, well or not. */
    static Map<String, Set<String>> included() {
        return INCLUDED;
    }

    /** The names of the classes made of tag files. */
    static Set<String> tags() {
        return TAGS;
    }

    @Override
    public void init(JspCompilationContext context, JspServletWrapper wrapper) {
        super.init(context, wrapper);
        Options given = options;
        options = (Options) Proxy.newProxyInstance(PageCompiler.class.getClassLoader(), new Class<?>[] {Options.class},
                (proxy, method, arguments) -> {
                    // Jasper asks for it when it has read all that belongs to the page and has written nothing yet.
                    if (method.getName().equals("getTagPluginManager")) {
                        forget();
                    }
                    try {
                        return method.invoke(given, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public boolean isOutDated(boolean checkClass) {
        return !isDone;
    }

    @Override
    public void compile(boolean compileClass, boolean jspcMode) throws Exception {
        errDispatcher = new Faults.Collector();
        super.compile(compileClass, jspcMode);
        isDone = compileClass;
        if (ctxt.isTagFile()) {
            TAGS.add(ctxt.getTagInfo().getTagClassName());
        }
    }

    @Override
    protected Map<String, SmapStratum> generateJava() throws Exception {
        try {
            return super.generateJava();
        } finally {
            forget();
        }
    }

    private void forget() {
        Object info = pageInfo;
        if (info != null) {
            Map<?, ?> parts = parts(info);
            Set<String> included = INCLUDED.computeIfAbsent(ctxt.getJspFile(), page -> new TreeSet<>());
            parts.keySet().forEach(part -> included.add((String) part));
            parts.clear();
        }
    }

    /** In Tomcat 9 the class is not for everybody, though its method is. */
    private static Map<?, ?> parts(Object info) {
        try {
            Method method = info.getClass().getMethod("getDependants");
            method.setAccessible(true);
            return (Map<?, ?>) method.invoke(info);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Tomcat does not tell what a page includes", e);
        }
    }
}
