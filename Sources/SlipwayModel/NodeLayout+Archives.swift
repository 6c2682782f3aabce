extension NodeLayout {
    /// That of the node whose app this is.
    package init(of app: AppLayout) {
        let parts = app.folder.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        let state = parts.joined(separator: "/")
        self.init(root: state == NodeLayout(root: nil).state ? nil : state)
    }

    /// An archive, by its plan's key.
    package func archive(_ key: String) -> String { archives + "/" + key + ".jsa" }
    /// Why that archive was thrown away by the VM, a line of words; while it is there nothing starts with the archive.
    package func refusal(_ key: String) -> String { archives + "/" + key + ".refused" }
}
