package import SlipwaySystem

/// What the system says of a file, by which two looks at it tell whether it was touched between them.
package struct FileStamp: Hashable, Sendable, CustomStringConvertible {
    private let device: UInt64
    private let inode: UInt64
    package let size: Int64
    private let modified: Int64
    private let modifiedNanoseconds: Int64
    private let changed: Int64
    private let changedNanoseconds: Int64

    package init(_ facts: FileFacts) {
        device = facts.device
        inode = facts.inode
        size = facts.size
        modified = facts.modified
        modifiedNanoseconds = facts.modifiedNanoseconds
        changed = facts.changed
        changedNanoseconds = facts.changedNanoseconds
    }

    /// Whether its last change was over at a moment, so that any later one gives it other times. Both in milliseconds.
    package func isSettled(at moment: Int64, grain: Int64) -> Bool {
        max(modified, changed) < (moment - grain) / 1000
    }

    package var description: String {
        "\(device) \(inode) \(size) \(modified) \(modifiedNanoseconds) \(changed) \(changedNanoseconds)"
    }

    /// nil when it is not what `description` gave.
    package init?(text: ArraySlice<UInt8>) {
        let words = text.split(separator: 32, omittingEmptySubsequences: false)
        guard words.count == 7, let device = UInt64(Self.text(words[0])), let inode = UInt64(Self.text(words[1]))
        else { return nil }
        let numbers = words[2...].compactMap { Int64(Self.text($0)) }
        guard numbers.count == 5 else { return nil }
        self.device = device
        self.inode = inode
        size = numbers[0]
        modified = numbers[1]
        modifiedNanoseconds = numbers[2]
        changed = numbers[3]
        changedNanoseconds = numbers[4]
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
