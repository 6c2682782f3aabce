<%@ page session="false" isErrorPage="true" contentType="text/plain" %>none: ${pageContext.errorData.statusCode} ${pageContext.errorData.requestURI}
