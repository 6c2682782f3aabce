<%@ page contentType="text/html; charset=UTF-8" session="false" %>
<%@ include file="/parts/head.jspf" %>
<p>${pageContext.request.servletPath}</p>
<jsp:include page="/more/part.jsp"/>
