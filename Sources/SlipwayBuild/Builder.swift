import SlipwayBundle
package import SlipwayModel
package import SlipwayRecipe
package import SlipwayStore
import SlipwaySystem

/// Builds a release from a recipe into a store.
package struct Builder {
    private let store: DirectoryStore
    private let assets: BuildAssets
    private let report: BuildReport

    private let packageTool: String
    private let storeOption: String?

    /// `packageTool` is the program that fetches Debian packages; `storeOption` how the user named the store, nil when
    /// it is the one that needs no naming.
    package init(
        store: DirectoryStore, assets: BuildAssets, packageTool: String = "apt-get", storeOption: String? = nil,
        report: @escaping BuildReport
    ) {
        self.packageTool = packageTool
        self.storeOption = storeOption
        self.store = store
        self.assets = assets
        self.report = report
    }

    /// Imports images as needed, composes, seals and names the release. The same name and version with other content is
    /// refused unless `replacing`.
    package func build(_ recipe: Recipe, replacing: Bool) throws -> Descriptor {
        let plan = try BuildPlan(recipe)
        // What is missing is told before the long part begins.
        for asset in BuildAssets.Asset.allCases { _ = try assets.path(asset) }
        let catalog = ImageCatalog(recipeFolder: recipe.folder)
        let definitions = (
            jdk: try find(recipe.images.jdk, .jdk, catalog), tomcat: try find(recipe.images.tomcat, .tomcat, catalog)
        )
        let importer = ImageImporter(
            store: store.path, packageTool: packageTool,
            remedy: ImageRemedy(recipe: recipe.file, recipeFolder: recipe.folder, store: storeOption), report: report)
        let jdk = try importer.image(definitions.jdk)
        let tomcat = try importer.image(definitions.tomcat)
        return try withWorkFolder { work in
            report(.step("composing \(recipe.name)"))
            let webapps = try plan.webapps.enumerated().map { number, webapp in
                let folder = work + "/\(number)"
                try Disk.makeFolder(folder)
                return try ExplodedWebApp(webapp.source, work: folder)
            }
            let composer = ReleaseComposer(plan: plan, jdk: jdk, tomcat: tomcat, assets: assets, webapps: webapps)
            let manifest = try Sealer(store: store) { report(SealNews.news($0)) }.seal(composer.tree())
            try store.tag(recipe.name, manifest: manifest, replacing: replacing)
            return manifest
        }
    }

    private func find(
        _ image: Recipe.Image, _ layout: ImageDefinition.Layout, _ catalog: ImageCatalog
    ) throws -> ImageDefinition {
        guard let definition = try catalog.definition(image.name) else {
            throw image.place.refusal("there is no image `\(image.name)`", hint: catalog.hint(image.name))
        }
        guard definition.layout == layout else {
            throw image.place.refusal(
                "the image \(image.name) is a \(definition.layout.rawValue), and the recipe uses it as its "
                    + layout.rawValue)
        }
        return definition
    }

    /// Left-overs of builds that were killed go with the next one; several may run at once, each in its own folder.
    private func withWorkFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let top = store.path + "/work"
        try Folders.make(top)
        for name in try Files.names(in: top) where name.hasSuffix(".lock") {
            guard let lock = try FileLock(top + "/" + name) else { continue }
            try Folders.removeAll(top + "/" + name.dropLast(5))
            try Disk.unlink(top + "/" + name)
            withExtendedLifetime(lock) {}
        }
        let work = top + "/" + (try Randomness.hex(bytes: 6))
        let lock = try FileLock(waitingFor: work + ".lock")
        defer {
            try? Folders.removeAll(work)
            try? Disk.unlink(work + ".lock")
            withExtendedLifetime(lock) {}
        }
        try Disk.makeFolder(work, mode: 0o700)
        return try body(work)
    }
}
