<%@ attribute name="title" required="true" %><div title="${title}"><jsp:doBody/></div>
