<%@ page contentType="text/plain;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ include file="/WEB-INF/parts/own.jspf" %>
<%= java.time.Instant.now() %>
