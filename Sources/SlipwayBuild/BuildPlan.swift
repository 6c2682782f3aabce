package import SlipwayModel
package import SlipwayRecipe
import SlipwaySystem

/// Which file of a release comes from where. It follows from the recipe alone; nothing is read or written.
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
        case bytes([UInt8])
    }

    package struct Item: Hashable, Sendable {
        package var origin: Origin
        /// In the release; for a folder's content the folder.
        package var target: String
    }

    package let spec: ServiceSpec
    /// Web apps by their number: a .war file or a folder.
    package let webapps: [Recipe.WebApp]
    package let renderer: TemplateRenderer
    /// By component. Within one, a later item replaces what an earlier one puts at the same path.
    package let items: [Component: [Item]]

    /// Refuses properties that name something unknown.
    package init(_ recipe: Recipe) throws {
        let properties = try BuildValues.rendered(recipe.properties, recipe)
        spec = LaunchLine.spec(of: recipe)
        webapps = recipe.webapps
        renderer = TemplateRenderer(values: BuildValues.all(recipe, properties: properties))
        let bases = recipe.webapps.map { ServiceSpec.WebApp(context: $0.context).base }
        items = [
            .jdk: [Item(origin: .image(.jdk, ""), target: ReleaseLayout.jdk)],
            .tomcat: [Item(origin: .image(.tomcat, ""), target: ReleaseLayout.tomcat)],
            .wrapper: [
                Item(origin: .bytes(try JSONText.bytes(spec, pretty: true) + [10]), target: ReleaseLayout.serviceSpec),
                Item(origin: .asset(.jar), target: ReleaseLayout.service + "/slipway-tomcat.jar"),
            ],
            .warLib: bases.indices.map {
                Item(origin: .libraries($0), target: "\(ReleaseLayout.webapps)/\(bases[$0])")
            },
            .warApp: bases.indices.map { Item(origin: .pages($0), target: "\(ReleaseLayout.webapps)/\(bases[$0])") },
            .config: try Self.config(recipe, properties, bases),
        ]
    }

    private static func config(
        _ recipe: Recipe, _ properties: [String: String], _ bases: [String]
    ) throws -> [Item] {
        let conf = ReleaseLayout.conf
        var items = [
            Item(origin: .image(.tomcat, "conf"), target: conf),
            Item(origin: .catalinaProperties, target: conf + "/catalina.properties"),
            Item(origin: .asset(.logging), target: conf + "/logging.properties"),
            Item(origin: .serverTemplate, target: conf + "/server.xml"),
        ]
        items += recipe.templates.map { Item(origin: .template($0.source), target: $0.target) }
        for (index, webapp) in recipe.webapps.enumerated() {
            let own = try BuildValues.rendered(webapp.properties, recipe)
            let text = PropertiesText.file(properties.merging(own) { $1 })
            items.append(
                Item(
                    origin: .bytes(Array(text.utf8)),
                    target: "\(ReleaseLayout.properties)/\(bases[index]).properties"))
        }
        return items
    }
}
