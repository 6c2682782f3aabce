package import SlipwayModel

/// How a release is composed, as a person wrote it: checked, with every default filled in.
package struct Recipe: Sendable {
    /// The recipe's file as the user named it, and its folder.
    package var file: String
    package var folder: String
    package var name: ReleaseName
    package var program: Program
    package var images: Images
    package var files: FileSet
    package var templates: [Template]
    package var properties: [Property]
    package var listen: [ServiceSpec.Listener]
    package var cluster: ServiceSpec.Cluster?
    package var heap: String?
    package var options: [Property]
    /// Only the quick compiler of the Java VM is used.
    package var fastStart: Bool
    package var warmStart: WarmStart
    package var env: [Property]
    package var shared: [String]
    package var health: [HealthCheck]
    package var start: ServiceSpec.Start
    package var stop: ServiceSpec.Stop
    package var `switch`: SwitchPolicy
    package var restart: RestartPolicy
    package var limits: ServiceSpec.Limits
    package var logs: ServiceSpec.Logs
    package var incidents: ServiceSpec.Incidents
    package var hooks: ServiceSpec.Hooks
    package var steps: [Step]
    package var keep: Int
    package var order: Int

    /// What the app is, by its runtime.
    package enum Program: Sendable {
        case tomcat([WebApp])
        case java(Java, ServiceSpec.Sockets)
        case exec(Exec, ServiceSpec.Sockets)
    }

    package struct WebApp: Sendable {
        /// A .war file or an exploded folder.
        package var source: String
        package var context: String
        /// Its own default properties, not yet rendered.
        package var properties: [Property]
        package var place: Place
    }

    /// What is worked out when the release is built, so that it starts faster.
    package struct WarmStart: Hashable, Sendable {
        /// Which jars need to be looked into.
        package var scan: Bool
        /// The pages are compiled.
        package var pages: Bool
        /// A node makes an archive of the classes.
        package var archive: Bool

        package init(scan: Bool = true, pages: Bool = true, archive: Bool = true) {
            self.scan = scan
            self.pages = pages
            self.archive = archive
        }

        package var isOff: Bool { !scan && !pages && !archive }
    }

    package struct Java: Sendable {
        package enum Entry: Sendable {
            /// Both in the release.
            case jar(String)
            case main(String, classPath: [String])
        }
        package var entry: Entry
        package var arguments: [Property]
    }

    package struct Exec: Sendable {
        package var command: [Property]
        /// In the release.
        package var directory: String
    }

    package struct Template: Sendable {
        package var source: String
        /// Relative to the release.
        package var target: String
        package var place: Place
    }

    /// A step of its own in the switch to it; the words are not yet rendered.
    package struct Step: Sendable {
        package var at: SwitchStep.Moment
        package var `do`: [Property]
        package var undo: [Property]?
        package var deadline: TimeSpan
    }

    /// A text that may hold `{{…}}`, with the place it was written at, for what rendering may find wrong with it; a
    /// word of a list has no key.
    package struct Property: Sendable {
        package var key: String
        package var value: String
        package var place: Place
    }

    package struct Images: Hashable, Sendable {
        package var jdk: Image?
        package var tomcat: Image?
    }

    /// The name of an image with the place it was written at.
    package struct Image: Hashable, Sendable {
        package var name: String
        package var place: Place
    }

    package var runtime: ServiceSpec.Runtime {
        switch program {
        case .tomcat: .tomcat
        case .java: .java
        case .exec: .exec
        }
    }

    package var webapps: [WebApp] { if case .tomcat(let webapps) = program { webapps } else { [] } }

    package var sockets: ServiceSpec.Sockets {
        switch program {
        case .tomcat: .admitted
        case .java(_, let sockets), .exec(_, let sockets): sockets
        }
    }
}
