of the web app: ${1 + 1}
