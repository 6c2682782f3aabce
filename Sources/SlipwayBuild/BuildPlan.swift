package import SlipwayModel
package import SlipwayRecipe
import SlipwaySystem

/// Which file of a release comes from where, and how it runs. It follows from the recipe alone; nothing is read or
/// written.
package struct BuildPlan: Sendable {
    package enum Image: Hashable, Sendable { case jdk, tomcat }

    package enum Origin: Hashable, Sendable {
        /// A file or folder of an image's tree; an empty path is all of it.
        case image(Image, String)
        /// Tomcat's own, with our jars put before its class path.
        case catalinaProperties
        case asset(BuildAssets.Asset)
        /// Jars in `WEB-INF/lib` of the web app of this number.
        case libraries(Int)
        /// All else of it.
        case pages(Int)
        /// Rendered from a file.
        case template(String)
        case serverTemplate
        /// How the release runs: `spec` as it stands when the release is composed.
        case serviceSpec
        case bytes([UInt8], executable: Bool = false)
        case file(String, executable: Bool)
        /// An empty folder.
        case folder
    }

    package struct Item: Hashable, Sendable {
        package var origin: Origin
        /// In the release; for a folder's content the folder.
        package var target: String

        /// Its bytes come of a template.
        var isRendered: Bool {
            switch origin {
            case .template, .serverTemplate: true
            case .image, .catalinaProperties, .asset, .libraries, .pages, .serviceSpec, .bytes, .file, .folder: false
            }
        }
    }

    package private(set) var spec: ServiceSpec
    /// Web apps by their number: a .war file or a folder.
    package let webapps: [Recipe.WebApp]
    package let renderer: TemplateRenderer
    /// Default properties of each web app by its base name; those of other runtimes have the name `app`.
    let properties: [String: [String: String]]
    /// By component; those without content are left out. Within one, a later item replaces what an earlier one puts at
    /// the same path.
    package let items: [Component: [Item]]

    /// Refuses properties that name something unknown.
    package init(_ recipe: Recipe) throws {
        let properties = try BuildValues.rendered(recipe.properties, recipe)
        let own = try recipe.webapps.map { try BuildValues.rendered($0.properties, recipe) }
        spec = try SpecPlan(recipe).spec
        webapps = recipe.webapps
        renderer = TemplateRenderer(values: BuildValues.all(recipe, properties: properties))
        let bases = recipe.webapps.map { ServiceSpec.WebApp(context: $0.context).base }
        self.properties = Dictionary(
            recipe.runtime == .tomcat
                ? zip(bases, own).map { ($0, properties.merging($1) { $1 }) } : [("app", properties)]
        ) { $1 }
        let all: [Component: [Item]] = [
            .jdk: recipe.images.jdk == nil ? [] : [Item(origin: .image(.jdk, ""), target: ReleaseLayout.jdk)],
            .tomcat: recipe.images.tomcat == nil
                ? [] : [Item(origin: .image(.tomcat, ""), target: ReleaseLayout.tomcat)],
            .wrapper: Self.wrapper(recipe.runtime),
            .warLib: bases.indices.map {
                Item(origin: .libraries($0), target: "\(ReleaseLayout.webapps)/\(bases[$0])")
            },
            .warApp: bases.indices.map { Item(origin: .pages($0), target: "\(ReleaseLayout.webapps)/\(bases[$0])") }
                + Self.files(recipe.files),
            .config: (recipe.runtime == .tomcat ? Self.tomcatConfig : [])
                + recipe.templates.map { Item(origin: .template($0.source), target: $0.target) }
                + Self.properties(self.properties, inOrder: recipe.runtime == .tomcat ? bases : ["app"]),
        ]
        items = all.filter { !$0.value.isEmpty }
    }

    /// The plan as it stands once its images are at hand: they say which C library the release needs.
    package func requiring(glibc: String?) -> BuildPlan {
        var plan = self
        plan.spec.glibc = glibc
        return plan
    }

    /// The plan with what was worked out for its start.
    func starting(_ warm: ServiceSpec.WarmStart?) -> BuildPlan {
        var plan = self
        plan.spec.warmStart = warm
        return plan
    }

    /// The parts of Slipway that it needs.
    var assets: [BuildAssets.Asset] {
        let origins = items.values.flatMap { $0.map(\.origin) }
        return BuildAssets.Asset.allCases.filter {
            origins.contains(.asset($0)) || $0 == .serverTemplate && origins.contains(.serverTemplate)
        }
    }

    private static func wrapper(_ runtime: ServiceSpec.Runtime) -> [Item] {
        let spec = Item(origin: .serviceSpec, target: ReleaseLayout.serviceSpec)
        return switch runtime {
        case .tomcat: [spec, Item(origin: .asset(.jar), target: ReleaseMaterials.wrapperJar)]
        case .java, .exec: [spec]
        }
    }

    private static func files(_ set: FileSet) -> [Item] {
        set.folders.sorted().map { Item(origin: .folder, target: $0) }
            + set.files.keys.sorted().compactMap { set.files[$0] }.map { file in
                let origin: Origin =
                    file.text.map { .bytes(Array($0.utf8), executable: file.executable) }
                    ?? .file(file.source, executable: file.executable)
                return Item(origin: origin, target: file.target)
            }
    }

    private static let tomcatConfig: [Item] = {
        let conf = ReleaseLayout.conf
        return [
            Item(origin: .image(.tomcat, "conf"), target: conf),
            Item(origin: .catalinaProperties, target: conf + "/catalina.properties"),
            Item(origin: .asset(.logging), target: conf + "/logging.properties"),
            Item(origin: .serverTemplate, target: conf + "/server.xml"),
        ]
    }()

    /// One file for each web app, with its own properties over the common ones.
    private static func properties(_ properties: [String: [String: String]], inOrder names: [String]) -> [Item] {
        names.map { name in
            Item(
                origin: .bytes(Array(PropertiesText.file(properties[name] ?? [:]).utf8)),
                target: "\(ReleaseLayout.properties)/\(name).properties")
        }
    }
}
