/// The parts of a release, one layer each, the most stable first: what rarely changes stands below what often does.
package enum Component: String, Codable, CaseIterable, Sendable, Comparable {
    case jdk
    case tomcat
    /// How it runs as a service: `service/service.json` and our jar.
    case wrapper
    /// Third-party jars of the web apps.
    case warLib = "war-lib"
    /// The web apps' own classes and pages.
    case warApp = "war-app"
    /// Rendered templates and default properties.
    case config

    package static func < (a: Component, b: Component) -> Bool { a.rank < b.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self)! }
}

/// The folders of a checked-out release.
package enum ReleaseLayout {
    package static let jdk = "jdk"
    package static let tomcat = "tomcat"
    package static let service = "service"
    package static let webapps = "webapps"
    package static let conf = "conf"
    package static let serviceSpec = "service/service.json"
    /// The classes that a class-data archive is made of, one a line.
    package static let classList = "service/classes.list"
    /// Tomcat's own properties with what was decided at build: a flat class path, the jars to look into.
    package static let warmProperties = "service/catalina.properties"
    /// Compiled pages, below the base name of each web app: `service/pages/ROOT/org/apache/jsp/index_jsp.class`.
    package static let pages = "service/pages"
    /// Default properties of each web app, by its base name: `properties/ROOT.properties`.
    package static let properties = "properties"
}
