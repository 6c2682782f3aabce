<%@ taglib prefix="t" uri="urn:same:silent" %><t:hush/> and <%= Class.forName("same.silent.Plain").getSimpleName() %>
