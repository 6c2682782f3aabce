<%@ page session="false" isErrorPage="true" contentType="text/plain" %>fault:
<% exception.printStackTrace(new java.io.PrintWriter(out)); %>
