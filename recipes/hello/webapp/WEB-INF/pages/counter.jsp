<%@ page contentType="text/html;charset=UTF-8" session="true" trimDirectiveWhitespaces="true" %>
<%@ include file="/WEB-INF/parts/own.jspf" %>
<%
    Integer before = (Integer) session.getAttribute("count");
    int count = before == null ? 1 : before + 1;
    session.setAttribute("count", count);
%>
<!doctype html>
<html lang="en">
<head>
<title>hello: counter</title>
<%@ include file="/WEB-INF/parts/style.jspf" %>
</head>
<body>
<main>
  <h1><span id="count"><%= count %></span></h1>
  <p>visits in this session, this one answered by <%= html(nodeName(own)) %>.</p>
  <nav>
    <a href="<%= html(response.encodeURL(request.getContextPath() + "/counter")) %>">again</a>
    <a href="<%= html(request.getContextPath()) %>/">back</a>
  </nav>
</main>
</body>
</html>
