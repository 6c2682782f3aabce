/// What `init --json` prints: the recipe it has written, and why it is as it is.
package struct InitDocument: Codable, Equatable, Sendable {
    package var schema = 1
    /// The file.
    package var recipe: String
    package var name: String
    package var version: String
    package var context: String
    /// The web app, as the recipe names it.
    package var webapp: String
    /// Where it was converted from; nil when it is used as it is.
    package var convertedFrom: String?
    /// `jakarta` or `javax`, as it was found; nil when nothing in it tells.
    package var servlets: String?
    /// What to know before the first deploy.
    package var remarks: [String]

    package init(
        recipe: String, name: String, version: String, context: String, webapp: String, convertedFrom: String?,
        servlets: String?, remarks: [String]
    ) {
        self.recipe = recipe
        self.name = name
        self.version = version
        self.context = context
        self.webapp = webapp
        self.convertedFrom = convertedFrom
        self.servlets = servlets
        self.remarks = remarks
    }
}
