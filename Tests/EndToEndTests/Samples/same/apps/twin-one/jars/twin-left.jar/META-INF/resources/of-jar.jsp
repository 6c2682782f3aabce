<%@ page session="false" %>jar of one ${1 + 1}
