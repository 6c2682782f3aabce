package import SlipwayModel

/// How a release is composed, as a person wrote it: checked, with every default filled in.
package struct Recipe: Sendable {
    package struct WebApp: Sendable {
        /// A .war file or an exploded folder.
        package var source: String
        package var context: String
        /// Its own default properties, not yet rendered.
        package var properties: [Property]
        package var place: Place
    }

    package struct Template: Sendable {
        package var source: String
        /// Relative to the release.
        package var target: String
        package var place: Place
    }

    /// A default property with the place it was written at, for what rendering may find wrong with it.
    package struct Property: Sendable {
        package var key: String
        package var value: String
        package var place: Place
    }

    package struct Images: Hashable, Sendable {
        package var jdk: Image
        package var tomcat: Image
    }

    /// The name of an image with the place it was written at.
    package struct Image: Hashable, Sendable {
        package var name: String
        package var place: Place
    }

    /// The recipe's file as the user named it, and its folder.
    package var file: String
    package var folder: String
    package var name: ReleaseName
    package var runtime: ServiceSpec.Runtime
    package var images: Images
    package var webapps: [WebApp]
    package var templates: [Template]
    package var properties: [Property]
    package var listen: [ServiceSpec.Listener]
    package var heap: String?
    package var options: [String]
    package var env: [String: String]
    package var health: [HealthCheck]
    package var start: ServiceSpec.Start
    package var stop: ServiceSpec.Stop
    package var `switch`: SwitchPolicy
    package var restart: RestartPolicy
    package var keep: Int
    package var order: Int
}
