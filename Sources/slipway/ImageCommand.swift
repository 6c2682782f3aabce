import ArgumentParser
import SlipwayBuild
import SlipwayControl
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayVerbs

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "The JDKs and Tomcats that releases are made of.",
        discussion: "Example: slipway image list",
        subcommands: [ImageListCommand.self, ImageUpdateCommand.self])
}

/// Where images are defined and kept.
struct ImageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A recipe whose folder defines images too.", valueName: "path")) var recipe: String?
    @Option(help: ArgumentHelp("The store; ~/.local/share/slipway without it.", valueName: "dir")) var store: String?

    func catalog() throws -> ImageCatalog { ImageCatalog(recipeFolder: try recipe.map(Self.folder)) }

    var remedy: ImageRemedy {
        ImageRemedy(recipe: recipe, recipeFolder: try? recipe.map(Self.folder), store: store)
    }

    private static func folder(of recipe: String) throws -> String {
        if Files.isFolder(recipe) { return recipe }
        guard try Files.facts(recipe, following: true) != nil else {
            throw Refusal(.usage, "--recipe \(recipe): there is no such recipe or folder")
        }
        return parent(of: recipe)
    }
}

struct ImageListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows the images that can be used, what they are pinned to, and their size.",
        discussion: "Example: slipway image list")

    @OptionGroup var place: ImageOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let folder = try StoreFolder.path(place.store)
        // Before the first build there is no store, and nothing is imported.
        if place.store != nil { _ = try DirectoryStore(reading: folder) }
        let importer = ImageImporter(store: folder, report: { _ in })
        let images = try place.catalog().all().map { definition in
            let record = try importer.imported(definition)?.record
            var image = ImageListDocument.Image(
                name: definition.name, layout: definition.layout.rawValue, definition: definition.file ?? "built in")
            image.packages = try importer.lock(of: definition).map(ImagePackage.all)
            image.tree = record?.tree
            image.bytes = record?.bytes
            image.files = record?.files
            image.glibc = record?.glibc
            return image
        }
        if speech.json {
            return Terminal.answer(try JSONText.string(ImageListDocument(images: images), pretty: true))
        }
        for image in images { Self.lines(image, quiet: speech.quiet).forEach(Terminal.answer) }
    }

    private static func lines(_ image: ImageListDocument.Image, quiet: Bool) -> [String] {
        if quiet { return [image.name] }
        var lines = ["\(image.name)  \(image.layout), \(image.definition)"]
        for package in image.packages ?? [] { lines.append("  \(package.package) \(package.version)") }
        if let bytes = image.bytes, let files = image.files {
            let needs = image.glibc.map { ", runs with C library \($0) or later" } ?? ""
            lines.append("  \(files) files, \(Sizes.text(bytes))\(needs)")
        } else {
            lines.append("  not imported yet: the first build that uses it does so")
        }
        return lines
    }
}

struct ImageUpdateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Pins an image to the newest packages in the archive.",
        discussion: """
            Releases that were built keep what they have; the next build uses the new packages.

            Example: slipway image update jdk-17

            An image that is defined beside a recipe is found with --recipe:
            slipway image update my-jdk --recipe recipes/shop
            """)

    @Argument(help: "The image.") var name: String
    @OptionGroup var place: ImageOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let line = ProgressLine(quiet: speech.quiet || speech.json)
        let definition = try place.catalog().find(name)
        let importer = ImageImporter(
            store: try DirectoryStore(reading: StoreFolder.path(place.store)).path, remedy: place.remedy,
            report: line.show)
        let (before, after) = try importer.update(definition)
        line.clear()
        if speech.json {
            return Terminal.answer(
                try JSONText.string(ImageUpdateDocument(packages: ImagePackage.all(after)), pretty: true))
        }
        for package in after.packages {
            let old = before?.packages.first { $0.package == package.package }?.version
            let change = old == nil || old == package.version ? package.version : "\(old ?? "") → \(package.version)"
            Terminal.answer("\(package.package) \(change)")
        }
    }
}

extension ImagePackage {
    static func all(_ lock: ImageLock) -> [ImagePackage] {
        lock.packages.map {
            ImagePackage(package: $0.package, version: $0.version, architecture: $0.architecture, sha256: $0.sha256)
        }
    }
}
