package import SlipwayBundle
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
    private let now: @Sendable () -> Int64

    /// `packageTool` is the program that fetches Debian packages; `storeOption` how the user named the store, nil when
    /// it is the one that needs no naming; `now` the clock that files get their times from, milliseconds since 1970.
    package init(
        store: DirectoryStore, assets: BuildAssets, packageTool: String = "apt-get", storeOption: String? = nil,
        now: @escaping @Sendable () -> Int64 = { Clock.wall() }, report: @escaping BuildReport
    ) {
        self.now = now
        self.packageTool = packageTool
        self.storeOption = storeOption
        self.store = store
        self.assets = assets
        self.report = report
    }

    /// Imports images as needed, composes, seals and names the release. The same name and version with other content is
    /// refused unless `replacing`. What fails adds no release and no blob to the store. With a key it is signed, with the
    /// next sequence unless one is asked for.
    package func build(
        _ recipe: Recipe, replacing: Bool, signing key: SigningKey? = nil, sequence: Int? = nil
    ) throws -> Descriptor {
        let (plan, templates, definitions) = try Self.prepared(recipe, assets)
        let importer = ImageImporter(
            store: store.path, packageTool: packageTool,
            remedy: ImageRemedy(recipe: recipe.file, recipeFolder: recipe.folder, store: storeOption), report: report)
        let brought = try definitions.map { image, definition in
            let imported = try Self.imported(definition, by: importer)
            return DocumentWriter.Image(
                image: image, definition: definition, imported: imported, lock: try importer.lock(of: definition))
        }
        let images = Dictionary(brought.map { ($0.image, $0.imported) }) { $1 }
        let complete = plan.requiring(glibc: try NeededLibrary.glibc(of: plan, images: images.values.map(\.record)))
        return try withWorkFolder { work in
            report(.step("composing \(recipe.name)"))
            let webapps = try plan.webapps.enumerated().map { number, webapp in
                let folder = work + "/\(number)"
                try Disk.makeFolder(folder)
                return try exploded(webapp, folder)
            }
            let baked = try baked(recipe, plan, images, templates, webapps, work)
            let complete = complete.starting(baked.spec)
            let composer = ReleaseComposer(
                plan: complete, images: images, assets: assets, templates: templates, webapps: webapps,
                baked: baked)
            let tree = try composer.tree()
            let writer = DocumentWriter(
                recipe: recipe, plan: complete, tree: tree, images: brought, stamps: webapps.map(\.stamp),
                jars: JarFinder(store: store.path, folder: work))
            let signer = key.map { ReleaseSigner($0, sequence: sequence, documents: writer.documents) }
            let manifest = try Sealer(store: store) { report(SealNews.news($0)) }
                .seal(tree, replacing: replacing, signing: signer)
            for webapp in webapps { webapp.remember(in: store) }
            return manifest
        }
    }

    private func baked(
        _ recipe: Recipe, _ plan: BuildPlan, _ images: [BuildPlan.Image: ImportedImage],
        _ templates: RenderedTemplates, _ webapps: [ExplodedWebApp], _ work: String
    ) throws -> BakedFiles {
        guard recipe.runtime == .tomcat, let jdk = images[.jdk], let tomcat = images[.tomcat] else {
            return BakedFiles()
        }
        return try WarmBaker(
            recipe: recipe, plan: plan, jdk: jdk, tomcat: tomcat, templates: templates, assets: assets, store: store,
            work: work, report: report
        ).bake(webapps)
    }

    /// Tells where the image comes from when nothing better is known.
    private static func imported(_ definition: ImageDefinition, by importer: ImageImporter) throws -> ImportedImage {
        do {
            return try importer.image(definition)
        } catch var refusal as Refusal {
            let place = definition.file ?? "Slipway itself"
            refusal.hint = refusal.hint ?? "the image \(definition.name) is defined in \(place)"
            throw refusal
        }
    }

    /// Points at the line of the recipe that named the web app.
    private func exploded(_ webapp: Recipe.WebApp, _ work: String) throws -> ExplodedWebApp {
        do {
            return try ExplodedWebApp(webapp.source, work: work, store: store, now: now())
        } catch let refusal as Refusal {
            throw webapp.place.refusal(
                refusal.sentence, hint: refusal.hint ?? "build the web app again, or mend the path in `war`")
        }
    }

    /// Refuses what can be found wrong with a recipe without images and without a store; writes nothing.
    package static func check(_ recipe: Recipe, assets: BuildAssets) throws { _ = try prepared(recipe, assets) }

    /// What is missing is told before the long part begins.
    private static func prepared(
        _ recipe: Recipe, _ assets: BuildAssets
    ) throws -> (BuildPlan, RenderedTemplates, [(BuildPlan.Image, ImageDefinition)]) {
        let plan = try BuildPlan(recipe)
        for asset in plan.assets { _ = try assets.path(asset) }
        let templates = try RenderedTemplates(plan, assets: assets)
        let catalog = ImageCatalog(recipeFolder: recipe.folder)
        let jdk = try recipe.images.jdk.map { (BuildPlan.Image.jdk, try find($0, .jdk, catalog)) }
        let tomcat = try recipe.images.tomcat.map { (BuildPlan.Image.tomcat, try find($0, .tomcat, catalog)) }
        return (plan, templates, [jdk, tomcat].compactMap(\.self))
    }

    private static func find(
        _ image: Recipe.Image, _ layout: ImageDefinition.Layout, _ catalog: ImageCatalog
    ) throws -> ImageDefinition {
        guard let definition = try catalog.definition(image.name) else {
            throw image.place.refusal("there is no image `\(image.name)`", hint: catalog.hint(image.name))
        }
        guard definition.layout == layout else {
            throw image.place.refusal(
                "the image \(image.name) is a \(definition.layout.rawValue), and the recipe uses it as its "
                    + layout.rawValue,
                hint: "`slipway image list` shows what each image is")
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
