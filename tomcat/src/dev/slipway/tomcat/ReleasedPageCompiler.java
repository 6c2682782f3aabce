package dev.slipway.tomcat;

import org.apache.jasper.compiler.JDTCompiler;
import org.apache.jasper.compiler.SmapStratum;

/** Jasper's compiler, which has nothing to do for a page whose class is part of the release. */
public final class ReleasedPageCompiler extends JDTCompiler {
    private enum Page { UNKNOWN, RELEASED, OTHER }

    private volatile Page page = Page.UNKNOWN;

    @Override
    public boolean isOutDated(boolean checkClass) {
        if (page == Page.UNKNOWN) {
            ReleasedPages pages = ReleasedPages.of(ctxt.getServletContext());
            boolean isReleased = pages != null && pages.lay(ctxt);
            page = isReleased ? Page.RELEASED : Page.OTHER;
        }
        // A release does not change, so its files are not looked at again.
        return page == Page.OTHER && super.isOutDated(checkClass);
    }

    @Override
    public SmapStratum getSmap(String className) {
        SmapStratum lines = super.getSmap(className);
        return lines == null || page != Page.RELEASED ? lines : new ReleasedLines(lines);
    }
}
