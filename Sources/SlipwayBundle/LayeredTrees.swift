import SlipwayArchive
package import SlipwayModel

/// Decides whether the trees of a release's layers can lie over one another: two may share a folder, never a file, nor
/// names that some file system takes for one.
package enum LayeredTrees {
    /// Refuses with 65.
    package static func check(_ listings: [TreeListing], of release: String) throws {
        func refusal(_ why: String) -> Refusal { Refusal(.badInput, "the bundle of \(release) is refused: \(why)") }
        var twins = NameTwins()
        var files: Set<String> = []
        var folders: Set<String> = []
        for listing in listings {
            folders.formUnion(listing.folders)
            for file in listing.files where !files.insert(file.path).inserted {
                throw refusal("two of its layers hold '\(file.path)'")
            }
        }
        if let clash = folders.intersection(files).min() { throw refusal("'\(clash)' is a file and a folder in it") }
        for path in folders.sorted() + files.sorted() {
            if let twin = twins.add(path) { throw refusal(NameTwins.words(path, twin)) }
        }
    }
}
