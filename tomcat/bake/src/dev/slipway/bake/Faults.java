package dev.slipway.bake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jasper.JasperException;
import org.apache.jasper.compiler.ErrorDispatcher;
import org.apache.jasper.compiler.JavacErrorDetail;
import org.xml.sax.SAXParseException;

/** Finds out of what Jasper throws which file is wrong, and where. */
final class Faults {
    /** What Jasper puts before its words about a place in a page. */
    private static final Pattern PLACE = Pattern.compile(
            "(/\\S.*?) ?\\(line: \\[?(\\d+)\\]?, column: \\[?\\d+\\]?\\) ?(.*)", Pattern.DOTALL);

    private Faults() {
    }

    /** `page` is what was compiled when it was thrown. */
    static List<Fault> of(Throwable thrown, String page) {
        String words = null;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Several) {
                return ((Several) cause).faults(page);
            }
            if (cause instanceof Descriptor) {
                return List.of(new Fault(((Descriptor) cause).file, 0, cause.getMessage()));
            }
            if (cause instanceof SAXParseException) {
                return List.of(place((SAXParseException) cause, page));
            }
            String message = cause.getMessage();
            Matcher place = PLACE.matcher(message == null ? "" : message);
            if (place.matches()) {
                return List.of(new Fault(place.group(1), Integer.parseInt(place.group(2)), place.group(3)));
            }
            Throwable inner = cause.getCause();
            boolean isOwn = message != null && (inner == null || !message.contains(inner.getClass().getName()));
            if (isOwn) {
                words = cause instanceof JasperException ? message : name(cause) + ": " + message;
            } else if (words == null && inner == null) {
                words = name(cause);
            }
        }
        return List.of(new Fault(page, 0, words));
    }

    private static String name(Throwable thrown) {
        return thrown.getClass().getSimpleName();
    }

    private static Fault place(SAXParseException e, String page) {
        String file = e.getSystemId();
        int app = file == null ? -1 : file.indexOf(WebApp.PATH);
        return new Fault(app < 0 ? page : file.substring(app + WebApp.PATH.length()), e.getLineNumber(),
                e.getMessage());
    }

    /** Keeps the errors of the Java compiler apart, which Jasper would make one text of. */
    static final class Collector extends ErrorDispatcher {
        Collector() {
            super(false);
        }

        @Override
        public void javacError(JavacErrorDetail[] errors) throws JasperException {
            throw new Several(errors);
        }
    }

    /** A deployment descriptor that cannot be read. */
    static final class Descriptor extends IOException {
        private static final long serialVersionUID = 1;
        private final String file;

        Descriptor(String file) {
            super("it is no well-formed deployment descriptor");
            this.file = file;
        }
    }

    /** The errors of one compilation. */
    private static final class Several extends JasperException {
        private static final long serialVersionUID = 1;
        private final transient JavacErrorDetail[] errors;

        Several(JavacErrorDetail[] errors) {
            super("the page does not compile");
            this.errors = errors;
        }

        List<Fault> faults(String page) {
            List<Fault> faults = new ArrayList<>();
            for (JavacErrorDetail error : errors) {
                boolean isPlaced = error.getJspFileName() != null && error.getJspBeginLineNumber() > 0;
                faults.add(new Fault(isPlaced ? error.getJspFileName() : page,
                        isPlaced ? error.getJspBeginLineNumber() : 0, error.getErrorMessage()));
            }
            return faults;
        }
    }
}
