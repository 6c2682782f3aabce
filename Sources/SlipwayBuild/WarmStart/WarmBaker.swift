import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayRecipe
import SlipwayStore
import SlipwaySystem

/// Works out at build what a Tomcat would work out at each start.
struct WarmBaker {
    let recipe: Recipe
    let plan: BuildPlan
    let jdk: ImportedImage
    let tomcat: ImportedImage
    let templates: RenderedTemplates
    let assets: BuildAssets
    let store: DirectoryStore
    /// Empty, and gone after the build.
    let work: String
    let report: BuildReport

    private static let properties = ReleaseLayout.conf + "/catalina.properties"

    func bake(_ webapps: [ExplodedWebApp]) throws -> BakedFiles {
        let stock = try Files.text(tomcat.tree + "/" + Self.properties)
        let server = try server()
        let warm = try WarmStartPlan(
            recipe, server: server, loaders: ServerLoaders(stock),
            digest: { try Hashing.sha256(file: $0).digest })
        var baked = BakedFiles()
        if warm.parts.isOff { return baked }
        var found = webapps.map { webapp in
            ServiceSpec.WarmStart.WebApp(jars: webapp.files.keys.count(where: ExplodedWebApp.isLibrary))
        }
        let settings = try settings()
        let properties = try properties(warm, stock, webapps, settings, &found)
        if let properties { baked.put(ReleaseLayout.warmProperties, in: .config, properties) }
        // Pages may come from elsewhere there, or be made in another way.
        if warm.parts.pages, !settings.contains(where: { SettingsFacts.settings($0).signs.contains(.scanner) }) {
            try pages(webapps, properties, warm, into: &baked, &found)
        }
        var list = ClassList(listed: "", served: nil)
        if warm.parts.archive {
            list = try ServerClasses(store: store, tomcat: tomcat, assets: assets, own: server.own).list()
            baked.put(ReleaseLayout.classList, in: .wrapper, list.bytes)
        }
        baked.spec = warm.spec(recipe, list: list, webapps: found)
        return baked
    }

    private func server() throws -> WarmStartPlan.Server {
        let jars = try ServerClasses.jars(of: tomcat)
        return WarmStartPlan.Server(
            jars: jars, hasOthers: try Files.names(in: tomcat.tree + "/lib").count > jars.count, jdk: jdk.record.tree,
            tomcat: tomcat.record.tree,
            own: try Hashing.sha256(file: assets.path(.jar)).digest)
    }

    /// Tomcat's properties as a warm start reads them; nil where it reads its usual ones.
    private func properties(
        _ warm: WarmStartPlan, _ stock: String, _ webapps: [ExplodedWebApp], _ settings: [[UInt8]],
        _ found: inout [ServiceSpec.WarmStart.WebApp]
    ) throws -> [UInt8]? {
        guard warm.parts.scan || warm.parts.archive else { return nil }
        let usual = try CatalinaProperties.extended(stock, image: tomcat.name)
        var searched: CatalinaProperties.Searched?
        if warm.parts.scan {
            let place = work + "/scanned"
            try Disk.makeFolder(place)
            let plans = try ScanFinder(store: store.path, folder: place)
                .plans(
                    of: webapps, tomcat: tomcat, properties: stock, settings: settings,
                    beside: warm.libraries.compactMap { target in
                        recipe.files.files[target].map { TreeSource(path: target, content: .file($0.source)) }
                    })
            let names = plans.flatMap(\.scanned)
            if plans.allSatisfy({ $0.leftToTomcat == nil }), CatalinaProperties.canName(names) {
                searched = .init(all: names, registering: plans.flatMap(\.registering))
                for (number, plan) in plans.enumerated() { found[number].scanned = plan.found.map(\.name) }
            }
        }
        let text = try CatalinaProperties.warm(
            usual, searched: searched, image: tomcat.name, flat: warm.parts.archive)
        return Array(text.utf8)
    }

    private func pages(
        _ webapps: [ExplodedWebApp], _ properties: [UInt8]?, _ warm: WarmStartPlan, into baked: inout BakedFiles,
        _ found: inout [ServiceSpec.WarmStart.WebApp]
    ) throws {
        let libraries = warm.libraries.compactMap { name in
            recipe.files.files[name].map { PageLibrary(name: name, path: $0.source) }
        }
        let compiler = PageCompiler(
            store: store, jdk: jdk, tomcat: tomcat, webXml: try conf("web.xml"),
            properties: try properties ?? conf("catalina.properties"), assets: assets, report: report,
            libraries: libraries, options: plan.spec.jvm?.options ?? [])
        for (number, webapp) in webapps.enumerated() {
            let place = work + "/pages-\(number)"
            try Disk.makeFolder(place)
            let compiled = try compiler.pages(
                of: webapp, shown: lastName(of: plan.webapps[number].source), work: place)
            found[number].pages = compiled.pages
            let base = plan.spec.webapps[number].base
            for (path, bytes) in compiled.files {
                baked.put("\(ReleaseLayout.pages)/\(base)/\(path)", in: .warApp, bytes)
            }
        }
    }

    /// The files that may say how the server looks for jars: whatever is XML below `conf/`, where a file may also be for
    /// one web app or one host.
    private func settings() throws -> [[UInt8]] {
        let conf = ReleaseLayout.conf + "/"
        let own = plan.items[.config]?.filter { $0.target.hasPrefix(conf) && $0.isRendered } ?? []
        let replaced = Set(own.map(\.target))
        let stock = try Files.walk(tomcat.tree + "/" + ReleaseLayout.conf).map { conf + $0.0 }
        return try (own.filter { Self.isXML($0.target) }.map { templates.bytes($0) })
            + stock.filter { Self.isXML($0) && !replaced.contains($0) }.map { try Files.read(tomcat.tree + "/" + $0) }
    }

    private static func isXML(_ path: String) -> Bool {
        path.hasSuffix(".xml") || path.hasSuffix(".xml.default") || path.hasSuffix("/context.xml.default")
    }

    /// A file of `conf/` as the release has it; empty where there is none.
    private func conf(_ name: String) throws -> [UInt8] {
        let target = ReleaseLayout.conf + "/" + name
        if let own = plan.items[.config]?.last(where: { $0.target == target }), own.isRendered {
            return templates.bytes(own)
        }
        let path = tomcat.tree + "/" + target
        return Files.exists(path) ? try Files.read(path) : []
    }
}
