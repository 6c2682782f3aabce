<%@ page session="false" %>scanner ${2 * 3}
