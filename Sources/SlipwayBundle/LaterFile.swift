/// A file that is made when it is first read, such as one that still lies in an archive.
package final class LaterFile: Hashable, Sendable {
    private let make: @Sendable () throws -> String

    /// `make` returns where the file lies; it may be asked more than once.
    package init(_ make: @escaping @Sendable () throws -> String) { self.make = make }

    package func path() throws -> String { try make() }

    package static func == (one: LaterFile, other: LaterFile) -> Bool { one === other }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension TreeSource.Content {
    /// Where the content lies on the disk, made first where it must be; nil for bytes in memory.
    package func path() throws -> String? {
        switch self {
        case .file(let path): path
        case .later(let file): try file.path()
        case .bytes: nil
        }
    }
}
