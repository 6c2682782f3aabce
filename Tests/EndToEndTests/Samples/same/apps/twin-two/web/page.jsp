<%@ page session="false" %>page of two <%= "two".length() %>
