import Glibc
package import SlipwayModel
import SlipwaySystem

/// The exact packages an image was made of: `<image>.lock`, honoured until `slipway image update`.
package struct ImageLock: Codable, Hashable, Sendable {
    package struct Entry: Codable, Hashable, Sendable {
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

    package var schema = 1
    /// In the order of the definition.
    package var packages: [Entry]

    package init(packages: [Entry]) { self.packages = packages }

    var canonicalText: String {
        packages.map { "package \($0.package) \($0.version) \($0.architecture) \($0.sha256)\n" }.joined()
    }
}

/// Where an image's lock lies: beside the definition where that can be written, else in the store.
package struct ImageLockFile: Sendable {
    private let beside: String?
    private let stored: String

    init(_ definition: ImageDefinition, images folder: String) {
        beside = definition.file.map { parent(of: $0) + "/\(definition.name).lock" }
        stored = folder + "/\(definition.name).lock"
    }

    /// The lock beside the definition wins over the one in the store.
    package func read() throws -> (lock: ImageLock, path: String)? {
        for path in [beside, stored].compactMap({ $0 }) where Files.exists(path) {
            guard let lock = try? JSONText.value(ImageLock.self, from: Files.read(path)) else {
                throw Refusal(.badInput, "\(path) is no image lock", hint: "remove it to resolve the image anew")
            }
            return (lock, path)
        }
        return nil
    }

    func write(_ lock: ImageLock) throws {
        let bytes = try JSONText.bytes(lock, pretty: true) + [10]
        if let beside {
            do {
                return try DurableFile.replace(beside, with: bytes)
            } catch let error as SystemError where [EACCES, EPERM, EROFS].contains(error.code) {
                // The definition belongs to somebody else: the store keeps the lock.
            }
        }
        try DurableFile.replace(stored, with: bytes)
    }
}
