<%@ page contentType="text/html; charset=UTF-8" session="false" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%@ taglib prefix="fmt" uri="http://java.sun.com/jsp/jstl/fmt" %>
<%@ taglib prefix="fn" uri="http://java.sun.com/jsp/jstl/functions" %>
<fmt:setLocale value="de_DE"/>
<ul>
<c:forEach var="n" begin="1" end="5" varStatus="s"><li class="${s.first ? 'first' : 'more'}"><fmt:formatNumber value="${n * 1234.5}"/></li>
</c:forEach></ul>
<c:choose><c:when test="${fn:length('four') == 4}">four</c:when><c:otherwise>not</c:otherwise></c:choose>
<c:out value="<escaped & safe>"/> <c:url value="/list.jsp"><c:param name="q" value="a b"/></c:url>
