<%@ page session="false" %><%@ taglib prefix="own" uri="urn:same:own" %><p>part ${own:shout("quiet")}</p>
