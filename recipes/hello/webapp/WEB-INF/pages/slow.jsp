<%@ page contentType="text/plain;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ include file="/WEB-INF/parts/own.jspf" %>
<%!
    private static final long LIMIT_MILLIS = 5000;

    private static long millis(String text) {
        try {
            return Math.max(0, Math.min(Long.parseLong(text), LIMIT_MILLIS));
        } catch (NumberFormatException e) {
            return 200;
        }
    }
%>
<%
    long millis = millis(request.getParameter("ms"));
    Thread.sleep(millis);
    out.print("slept " + millis + " ms");
%>
