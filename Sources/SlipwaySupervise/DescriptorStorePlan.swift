/// Decides what the service manager keeps of a wrapper's listening sockets: one duplicate of each, by a listener's
/// name, and of none that was closed, for its port would go on taking clients whom nobody answers.
package struct DescriptorStorePlan: Hashable, Sendable {
    /// A socket by its listener's name.
    package struct Entry: Hashable, Sendable {
        package var name: String
        package var inode: UInt64
        package init(name: String, inode: UInt64) {
            self.name = name
            self.inode = inode
        }
    }

    /// What the manager holds once all was done.
    package let kept: [Entry]
    package let added: [Entry]
    /// Names it lets go of, before it takes what is added.
    package let released: [String]

    /// `stored`: what it holds now. `open`: what the wrapper has open; of two names for one socket the first counts,
    /// and what cannot be told by its name is not kept.
    package init(stored: [Entry], open: [Entry]) {
        var kept: [Entry] = []
        for entry in open where Self.isName(entry.name) {
            if kept.contains(where: { $0.inode == entry.inode || $0.name == entry.name }) { continue }
            kept.append(entry)
        }
        self.kept = kept
        let gone = stored.filter { !kept.contains($0) }.map(\.name)
        released = gone.enumerated().filter { gone.firstIndex(of: $1) == $0 }.map(\.element)
        // What goes by a name that is let go of has to be given anew.
        added = kept.filter { !stored.contains($0) || gone.contains($0.name) }
    }

    /// `sd_notify(3)`: no control letters, no colon, at most 255.
    private static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        return (1...255).contains(bytes.count) && bytes.allSatisfy { $0 > 32 && $0 < 127 && $0 != 58 }
            && name != DescriptorStore.log
    }
}
