package dev.slipway.bake;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jasper.EmbeddedServletOptions;
import org.apache.jasper.Options;
import org.apache.jasper.compiler.JspRuntimeContext;
import org.apache.jasper.servlet.JspServletWrapper;

/** Compiles the pages of one web app, one after the other, and tells what became of each. */
final class Pages {
    private final Set<String> compiled = new TreeSet<>();
    private final Map<String, List<Fault>> failed = new LinkedHashMap<>();

    /** In an order that does not depend on the folder: Jasper numbers some of what it makes. */
    void compile(Iterable<String> pages, ServletContext context, JspSettings settings) throws Exception {
        Options options = new EmbeddedServletOptions(settings, context);
        JspRuntimeContext runtime = new JspRuntimeContext(context, options);
        for (String page : pages) {
            String path = "/" + page;
            JspServletWrapper wrapper = new JspServletWrapper(settings, options, path, runtime);
            runtime.addWrapper(path, wrapper);
            try {
                wrapper.getJspEngineContext().compile();
                compiled.add(path);
            } catch (Exception | LinkageError | StackOverflowError e) {
                failed.put(path, Faults.of(e, path));
            }
        }
    }

    int compiled() {
        return compiled.size();
    }

    /** Pages that fail by themselves and are part of one that does not. */
    Set<String> fragments() {
        Set<String> fragments = new TreeSet<>();
        for (String page : compiled) {
            for (String part : PageCompiler.included().getOrDefault(page, Set.of())) {
                if (failed.containsKey(part)) {
                    fragments.add(part);
                }
            }
        }
        return fragments;
    }

    /** Each once. What is wrong with a part of another page is told of that page. */
    Set<Fault> faults() {
        Set<String> left = new TreeSet<>(failed.keySet());
        left.removeAll(fragments());
        Set<String> parts = new TreeSet<>();
        for (String page : left) {
            parts.addAll(PageCompiler.included().getOrDefault(page, Set.of()));
        }
        List<String> whole = new ArrayList<>(left);
        whole.removeAll(parts);
        Set<Fault> faults = new LinkedHashSet<>();
        // Pages that include each other have no outermost one.
        for (String page : whole.isEmpty() ? left : whole) {
            faults.addAll(failed.get(page));
        }
        return faults;
    }
}
