extension ServiceSpec {
    /// What was worked out when the release was built, so that a start need not work it out again.
    package struct WarmStart: Codable, Hashable, Sendable {
        /// The program as it is started with all of it, instead of `launch.command`; the word `${archive}` stands for
        /// the options of the class-data archive.
        package var command: [String]
        /// The classes that an archive is made of, a file of the release with one name a line; nil without archives.
        package var classList: String?
        /// How many they are.
        package var classes: Int?
        /// Another one when another archive would come out: of the JDK, the jars of the class path and the list.
        package var archive: Digest?
        /// In the order of `webapps`.
        package var webapps: [WebApp]

        package init(
            command: [String], classList: String? = nil, classes: Int? = nil, archive: Digest? = nil,
            webapps: [WebApp] = []
        ) {
            self.classes = classes
            self.command = command
            self.classList = classList
            self.archive = archive
            self.webapps = webapps
        }

        /// What was found in one web app.
        package struct WebApp: Codable, Hashable, Sendable {
            /// Jars in `WEB-INF/lib`.
            package var jars: Int
            /// The names of those that Tomcat looks into at each start; nil where it decides that itself.
            package var scanned: [String]?
            /// Pages that are compiled; nil where that is left to the start.
            package var pages: Int?

            package init(jars: Int, scanned: [String]? = nil, pages: Int? = nil) {
                self.jars = jars
                self.scanned = scanned
                self.pages = pages
            }
        }

        /// The word that the options of the archive take the place of.
        package static let archiveWord = "${archive}"
    }
}
