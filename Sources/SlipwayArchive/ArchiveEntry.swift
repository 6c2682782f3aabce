/// One entry of an archive, as the archive states it: nothing of it has been checked.
package struct ArchiveEntry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        case folder
        case link(target: String)
        case hardLink(target: String)
        /// A device, a pipe, a socket.
        case other
    }
    package var path: String
    package var kind: Kind
    /// Bytes; 0 where the archive does not tell.
    package var size: Int64
    /// Permission bits with setuid, setgid and sticky.
    package var mode: UInt32
    /// Seconds since 1970.
    package var modified: Int64

    package init(path: String, kind: Kind, size: Int64, mode: UInt32, modified: Int64) {
        self.path = path
        self.kind = kind
        self.size = size
        self.mode = mode
        self.modified = modified
    }

    package var executable: Bool { mode & 0o111 != 0 }
}
