<%@ page session="false" %>page of one <%= "one".length() %>
