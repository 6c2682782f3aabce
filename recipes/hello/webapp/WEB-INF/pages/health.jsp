<%@ page contentType="text/plain;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%--
  Answers OK, unless the properties ask for trouble:
    hello.health = ok | fail | fail-after:SECONDS     503 from the start, or once the web app has run that long
    hello.exit   = SECONDS                            the whole process ends with code 3 once it has run that long
--%>
<%!
    private static final String FAIL_AFTER = "fail-after:";

    private volatile long started;

    public void jspInit() {
        started = System.nanoTime();
    }

    private double uptimeSeconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    private boolean isHealthy(String wanted) {
        if (wanted.startsWith(FAIL_AFTER)) {
            return uptimeSeconds() < Double.parseDouble(wanted.substring(FAIL_AFTER.length()).trim());
        }
        return !wanted.equals("fail");
    }
%>
<%@ include file="/WEB-INF/parts/own.jspf" %>
<%
    String exit = own.getProperty("hello.exit", "").trim();
    if (!exit.isEmpty() && uptimeSeconds() > Double.parseDouble(exit)) {
        Runtime.getRuntime().halt(3);
    }
    if (isHealthy(own.getProperty("hello.health", "ok").trim())) {
        out.print("OK");
    } else {
        response.setStatus(503);
        out.print("unhealthy by configuration");
    }
%>
