<%@ page session="false" %>odd ${3 + 4}
