<%@ page contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="in" uri="urn:same:inside" %>
<%@ taglib prefix="jar" uri="urn:same:jarred" %>
<%@ taglib prefix="deep" uri="urn:same:deep" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<%@ include file="/WEB-INF/parts/head.jspf" %>
<p>${in:twice("ab")} <jar:say what="hello"/> <deep:box>inside</deep:box></p>
<t:frame title="a title"><b>body</b></t:frame>
<jsp:include page="part.jsp"><jsp:param name="n" value="7"/></jsp:include>
<%! int count = 3; %><% for (int i = 0; i < count; i++) { %><i><%= i %></i><% } %>
