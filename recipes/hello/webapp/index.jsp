<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ include file="/WEB-INF/parts/own.jspf" %>
<!doctype html>
<html lang="en">
<head>
<title>hello</title>
<%@ include file="/WEB-INF/parts/style.jspf" %>
</head>
<body>
<main>
  <h1><%= html(own.getProperty("hello.greeting", "Hello from the slipway")) %></h1>
  <p class="soft">A small web app, launched by Slipway.</p>
  <table>
    <tr><th>version</th><td><%= html(own.getProperty("hello.version", "unknown")) %></td></tr>
    <tr><th>node</th><td><%= html(nodeName(own)) %></td></tr>
    <tr><th>process</th><td><%= ProcessHandle.current().pid() %></td></tr>
  </table>
  <nav>
    <a href="<%= html(request.getContextPath()) %>/health">health</a>
    <a href="<%= html(request.getContextPath()) %>/counter">counter</a>
    <a href="<%= html(request.getContextPath()) %>/properties">properties</a>
    <a href="<%= html(request.getContextPath()) %>/time.jsp">time</a>
  </nav>
</main>
</body>
</html>
