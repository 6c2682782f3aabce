import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Brings images into a store: once; after that neither network nor apt is needed.
package struct ImageImporter {
    private let images: ImageStore
    private let report: BuildReport
    private let packageTool: String
    private let remedy: ImageRemedy

    /// `store` is the folder of the store, which need not be there for looking; `packageTool` the program that fetches
    /// Debian packages.
    package init(
        store: String, packageTool: String = "apt-get", remedy: ImageRemedy = ImageRemedy(),
        report: @escaping BuildReport
    ) {
        self.packageTool = packageTool
        self.remedy = remedy
        images = ImageStore(store: store)
        self.report = report
    }

    package func lock(of definition: ImageDefinition) throws -> ImageLock? {
        try ImageLockFile(definition, images: images.folder).read()?.lock
    }

    /// nil when the image has not been imported as definition and lock say.
    package func imported(_ definition: ImageDefinition) throws -> ImportedImage? {
        let lock = try lock(of: definition)
        if case .debian = definition.source, lock == nil { return nil }
        return try images.find(definition.name, origin: ImageStore.origin(definition, lock))
    }

    /// The image as its lock pins it; without a lock the newest packages are taken and the lock is written.
    package func image(_ definition: ImageDefinition) throws -> ImportedImage {
        if let present = try imported(definition) { return present }
        let lock = try lock(of: definition)
        return try images.withWorkFolder { work in
            // Somebody else may have been importing it meanwhile.
            if let present = try imported(definition) { return present }
            return try bring(definition, lock, newest: false, work).image
        }
    }

    /// Pins an image of Debian packages to the newest versions; returns the lock it had and the one it has now.
    package func update(_ definition: ImageDefinition) throws -> (before: ImageLock?, after: ImageLock) {
        guard case .debian = definition.source else {
            throw Refusal(
                .usage, "the image \(definition.name) is pinned by the sha256 in its definition",
                hint: "change the source and its sha256 in \(definition.file ?? definition.name)")
        }
        let before = try lock(of: definition)
        let after = try images.withWorkFolder { work in try bring(definition, nil, newest: true, work).lock }
        return (before, after ?? ImageLock(packages: []))
    }

    private func bring(
        _ definition: ImageDefinition, _ lock: ImageLock?, newest: Bool, _ work: String
    ) throws -> (image: ImportedImage, lock: ImageLock?) {
        var unpacked = UnpackedFiles(folder: work + "/unpacked")
        try Folders.make(unpacked.folder)
        let strip = StripRules(definition.strip)
        var plan: ImageTreePlan
        var used: ImageLock?
        switch definition.source {
        case .debian(let packages):
            let source = PackageSource(
                image: definition.name, packages: packages,
                apt: try AptPackages(folder: images.folder + "/apt", program: packageTool),
                update: remedy.command(definition), report: report)
            let fetched = try source.fetch(lock, newest: newest, into: work)
            report(.step("image \(definition.name): unpacking"))
            for file in fetched.files { try unpacked.unpack(file, .deb) }
            used = fetched.lock
            let layout = DebianLayout(image: definition.name, packages: fetched.lock.packages)
            plan =
                switch definition.layout {
                case .jdk: try layout.jdk(&unpacked, strip: strip)
                case .tomcat: try layout.tomcat(&unpacked, strip: strip)
                }
        case .url(let url, let digest):
            report(.step("image \(definition.name): fetching \(url)"))
            let archive = try ArchiveSource.download(url, digest, image: definition.name, into: work)
            plan = try upstream(archive, &unpacked, strip, definition)
        case .file(let path, let digest):
            report(.step("image \(definition.name): unpacking"))
            let archive = try ArchiveSource.file(path, digest, image: definition.name)
            plan = try upstream(archive, &unpacked, strip, definition)
        }
        try finish(&plan, definition.layout)
        let origin = ImageStore.origin(definition, used)
        let image = try images.keep(plan, of: unpacked, named: definition.name, origin: origin, work: work)
        // After the import, so that a lock always names packages that have worked.
        if let used, used != lock { try ImageLockFile(definition, images: images.folder).write(used) }
        return (image, used)
    }

    private func upstream(
        _ archive: String, _ unpacked: inout UnpackedFiles, _ strip: StripRules, _ definition: ImageDefinition
    ) throws -> ImageTreePlan {
        let format = try ArchiveSource.format(of: archive)
        try unpacked.unpack(archive, format)
        let top = try UpstreamTop.find(in: unpacked, definition.layout, image: definition.name)
        var plan = ImageTreePlan(unpacked, strip: strip, image: definition.name)
        try plan.take(top, to: "")
        switch format {
        case .zip: plan.giveModes(definition.layout)
        case .tar, .plainTar, .deb, .ar: break
        }
        return plan
    }

    private func finish(_ plan: inout ImageTreePlan, _ layout: ImageDefinition.Layout) throws {
        switch layout {
        case .jdk: try plan.requires(layout.marks, "a JDK")
        case .tomcat:
            try plan.requires(layout.marks, "a Tomcat")
            for folder in ["logs", "temp", "webapps", "work"] { plan.empty(folder) }
        }
    }
}
