<%@ page isErrorPage="true" contentType="text/plain; charset=UTF-8" %><% exception.printStackTrace(new java.io.PrintWriter(out)); %>
