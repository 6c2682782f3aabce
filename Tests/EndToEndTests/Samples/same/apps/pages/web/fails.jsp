<%@ page session="false" errorPage="/fault.jsp" %><% if (true) { throw new IllegalStateException("on purpose"); } %>
