extension HostUser {
    /// Whose archive an app's is: its user's where the node is root's and gives each app a user, else anybody's. Tells
    /// the same to whoever asks. `state`: the node's folder.
    package static func archiveOwner(ofApp name: String, state: String) -> String? {
        guard (try? Files.facts(state, following: true))??.owner == 0 else { return nil }
        return ((try? named(nameOfApp(name))) ?? nil)?.name
    }
}
