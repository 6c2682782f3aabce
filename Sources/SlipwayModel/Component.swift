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
    /// Default properties of each web app, by its base name: `properties/ROOT.properties`.
    package static let properties = "properties"
}
