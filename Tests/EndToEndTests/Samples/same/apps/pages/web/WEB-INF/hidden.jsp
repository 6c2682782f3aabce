<%@ page session="false" %>hidden
