<%@ page session="false" %>part ${param.n} <%= new same.pages.tags.Say().getClass().getName() %>
