<%@ tag body-content="scriptless" %>[<jsp:doBody/>]
