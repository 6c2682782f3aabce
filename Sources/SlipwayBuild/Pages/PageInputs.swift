import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore

/// The content of the files of one web app, as digests.
struct PageInputs {
    private let webapp: ExplodedWebApp
    private let known: KnownFiles

    init(_ webapp: ExplodedWebApp, _ store: DirectoryStore) {
        self.webapp = webapp
        known = KnownFiles(store)
    }

    /// nil for a file that is not there. Files that nobody has hashed yet are read.
    func digests(of paths: [String]) throws -> [String: Digest?] {
        var digests: [String: Digest?] = [:]
        var unknown: [(path: String, place: String)] = []
        for path in paths {
            guard let file = webapp.files[path] else {
                digests[path] = .some(nil)
                continue
            }
            if let digest = file.known?.digest {
                digests[path] = digest
            } else if case .bytes(let bytes) = file.content {
                digests[path] = Hashing.sha256(bytes)
            } else if let place = try file.content.path() {
                unknown.append((path, place))
            }
        }
        for (file, content) in zip(unknown, try known.digests(of: unknown.map(\.place))) {
            digests[file.path] = content.digest
        }
        known.keep()
        return digests
    }

    /// One line for each, in the order of the paths.
    func text(of paths: [String]) throws -> String {
        let digests = try digests(of: paths)
        return paths.map { "\(digests[$0].flatMap { $0 }?.hex ?? "-") \($0)\n" }.joined()
    }
}
