import SlipwayModel
import SlipwaySystem

/// Owns the pieces of a log that were put aside: gives each its number, and lets the oldest go.
package struct LogShelf {
    /// The path of the log itself.
    package let log: String
    /// The number given last, at first the highest there is.
    package private(set) var last: Int

    package init(_ log: String) {
        self.log = log
        last = 0
        last = names().map(\.number).max() ?? 0
    }

    /// Puts the present piece aside. The numbers only grow, and nobody else's place is taken: one that a program has
    /// made at the end of all numbers is passed over.
    package mutating func putAside() throws {
        let taken = Set(names().map(\.number)).union([last])
        let free = taken.map { $0 + 1 }.filter { $0 <= LogPieceName.most && !taken.contains($0) }
        let number = free.max() ?? LogPieceName.most
        try Disk.rename(log, toNew: LogPieceName.path(log, number))
        last = number
    }

    /// Lets the oldest go beyond as many as are kept.
    package func prune(keep: Int) {
        let numbers = Set(names().map(\.number).filter { $0 <= last }).sorted()
        for number in numbers.dropLast(max(keep, 1)) {
            let path = LogPieceName.path(log, number)
            try? Disk.unlink(path)
            try? Disk.unlink(path + LogPieceName.ending)
        }
    }

    /// The paths of those that are not compressed, the newest first.
    package func plain() -> [String] {
        names().filter { !$0.isCompressed }.map(\.number).sorted(by: >).map { LogPieceName.path(log, $0) }
    }

    /// Removes what compressions that were cut short have left, not what one is at work on.
    package func clear() {
        for (path, piece) in leftovers() where !PieceCompression.isUnderWay(piece) { try? Disk.unlink(path) }
    }

    private var ownName: String { String(log.split(separator: "/").last ?? "") }

    private func names() -> [LogPieceName] {
        let name = ownName
        return ((try? Files.names(in: parent(of: log))) ?? []).compactMap { LogPieceName($0, of: name) }
    }

    /// `shop.log.000005.zst.123.new`, and the piece that it is made of.
    private func leftovers() -> [(path: String, piece: String)] {
        let folder = parent(of: log)
        let start = ownName + "."
        return ((try? Files.names(in: folder)) ?? []).filter {
            $0.hasPrefix(start) && $0.hasSuffix(PieceCompression.unfinished)
        }.map { (folder + "/" + $0, folder + "/" + start + $0.dropFirst(start.count).prefix { $0 != "." }) }
    }
}
