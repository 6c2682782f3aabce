package dev.slipway.tomcat;

import org.apache.jasper.compiler.SmapInput;
import org.apache.jasper.compiler.SmapStratum;

/**
 * Where the lines of a page's class come from, as Jasper reads it from the class; the class has paths without the
 * slash that Jasper wants in front to find the page and quote the line.
 */
final class ReleasedLines extends SmapStratum {
    private final SmapStratum read;

    ReleasedLines(SmapStratum read) {
        this.read = read;
    }

    @Override
    public SmapInput getInputLineNumber(int line) {
        SmapInput input = read.getInputLineNumber(line);
        try {
            String file = (String) value(input, "getFileName", "fileName");
            return file == null || file.startsWith("/") ? input
                    : new SmapInput("/" + file, (Integer) value(input, "getLineNumber", "lineNumber"));
        } catch (ReflectiveOperationException e) {
            return input;
        }
    }

    /** A record since Tomcat 11. */
    private static Object value(SmapInput input, String getter, String component) throws ReflectiveOperationException {
        try {
            return SmapInput.class.getMethod(getter).invoke(input);
        } catch (NoSuchMethodException e) {
            return SmapInput.class.getMethod(component).invoke(input);
        }
    }
}
