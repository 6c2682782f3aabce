<%@ page contentType="text/plain; charset=UTF-8" session="false" %><%@ taglib prefix="x" uri="http://java.sun.com/jsp/jstl/xml" %><%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<c:catch var="fault"><x:parse var="doc"><a><b>text</b></a></x:parse></c:catch>fault: ${fault == null ? 'none' : fault.getClass().getName()}
