<%@ page session="false" %><jsp:forward page="/WEB-INF/hidden.jsp"/>
