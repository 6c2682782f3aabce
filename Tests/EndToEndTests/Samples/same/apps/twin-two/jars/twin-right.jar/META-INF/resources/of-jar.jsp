<%@ page session="false" %>jar of two ${1 + 1}
