<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ include file="/WEB-INF/parts/own.jspf" %>
<!doctype html>
<html lang="en">
<head>
<title>hello: properties</title>
<%@ include file="/WEB-INF/parts/style.jspf" %>
</head>
<body>
<main>
  <h1>Properties</h1>
  <p class="soft">What this web app was given at its start. A real one would not show them.</p>
  <table>
<% for (String key : new java.util.TreeSet<>(own.stringPropertyNames())) { %>
    <tr><th><%= html(key) %></th><td><%= html(own.getProperty(key)) %></td></tr>
<% } %>
  </table>
  <nav><a href="<%= html(request.getContextPath()) %>/">back</a></nav>
</main>
</body>
</html>
