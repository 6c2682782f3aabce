import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore

/// The content of the files of one web app, as digests.
struct PageInputs {
    private let webapp: ExplodedWebApp
    private let sources: SourceDigests

    init(_ webapp: ExplodedWebApp, _ store: DirectoryStore) {
        self.webapp = webapp
        sources = SourceDigests(store)
    }

    /// nil for a file that is not there.
    func digests(of paths: [String]) throws -> [String: Digest?] {
        let there = paths.compactMap { path in webapp.files[path].map { (path, $0) } }
        let found = try sources.digests(of: there.map { ($0.1.content, $0.1.known) })
        var digests: [String: Digest?] = [:]
        for path in paths { digests[path] = .some(nil) }
        for ((path, _), digest) in zip(there, found) { digests[path] = digest }
        return digests
    }

    /// One line for each, in the order of the paths.
    func text(of paths: [String]) throws -> String {
        let digests = try digests(of: paths)
        return paths.map { "\(digests[$0].flatMap { $0 }?.hex ?? "-") \($0)\n" }.joined()
    }
}
