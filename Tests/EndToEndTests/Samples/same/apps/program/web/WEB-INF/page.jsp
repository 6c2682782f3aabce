<%@ page contentType="text/plain" %>page <%= config.getServletName() %> of request ${count} ${empty pageContext.session.id}
