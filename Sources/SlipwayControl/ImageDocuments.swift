package import SlipwayModel

/// A package that an image is pinned to.
package struct ImagePackage: Codable, Equatable, Sendable {
    package var package: String
    package var version: String
    package var architecture: String
    package var sha256: Digest
    package init(package: String, version: String, architecture: String, sha256: Digest) {
        self.package = package
        self.version = version
        self.architecture = architecture
        self.sha256 = sha256
    }
}

/// What `image list --json` prints.
package struct ImageListDocument: Codable, Equatable, Sendable {
    package struct Image: Codable, Equatable, Sendable {
        package var name: String
        package var layout: String
        /// The definition's file, or `built in`.
        package var definition: String
        package var packages: [ImagePackage]?
        package var tree: Digest?
        package var bytes: Int64?
        package var files: Int?
        package var glibc: String?
        package init(name: String, layout: String, definition: String) {
            self.name = name
            self.layout = layout
            self.definition = definition
        }
    }
    package var schema = 1
    package var images: [Image]
    package init(images: [Image]) { self.images = images }
}

/// What `image update --json` prints: what the image is pinned to now.
package struct ImageUpdateDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var packages: [ImagePackage]
    package init(packages: [ImagePackage]) { self.packages = packages }
}
