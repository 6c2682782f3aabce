/// Decides whether a path that a release names stays within it.
enum ReleasePath {
    /// Absolute, empty, or by way of `..`. By bytes: a slash with an accent on it is another character, and a slash to
    /// the kernel.
    static func leadsOut(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: 47, omittingEmptySubsequences: true)
        return path.utf8.first == 47 || parts.isEmpty || parts.contains { $0.elementsEqual("..".utf8) }
    }
}
