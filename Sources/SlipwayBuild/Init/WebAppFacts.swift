/// What a web app shows of itself to one who reads it: all that a first recipe is decided from.
package struct WebAppFacts: Hashable, Sendable {
    /// The name that servlets go by: `javax` up to Tomcat 9, `jakarta` from Tomcat 10 on.
    package enum ServletName: String, Hashable, Sendable { case jakarta, javax }

    /// nil when nothing in it names servlets.
    package var servlets: ServletName?
    /// Number of JSP pages.
    package var pages = 0
    /// A page that answers `/`.
    package var welcome: String?
    /// Files of properties in `WEB-INF/classes`, by their names there.
    package var properties: [String] = []
    /// What `web.xml` wants to find in JNDI.
    package var resources: [String] = []
    /// What in it draws text: classes and jars.
    package var drawing: [String] = []
    package var hasContextFile = false
    /// `Implementation-Version` of its manifest.
    package var version: String?
    /// The newest class file's major version; 61 is Java 17.
    package var classVersion = 0

    package init() {}
}
