/// The name of a piece of a log that was put aside: `shop.log.000017`, and `shop.log.000017.zst` once it is compressed.
/// The numbers grow with time, and no piece ever gets another one, so a reader cannot take one for another.
package struct LogPieceName: Hashable, Sendable {
    package let number: Int
    package let isCompressed: Bool

    /// What follows a number when the piece is compressed.
    package static let ending = ".zst"
    /// The last number there can be.
    package static let most = 999_999_999

    /// nil for any other name. `log` is the name of the log itself.
    package init?(_ name: String, of log: String) {
        let name = Array(name.utf8)
        let start = Array(log.utf8) + [46]
        guard name.starts(with: start) else { return nil }
        var digits = name[start.count...]
        let ending = Array(Self.ending.utf8)
        isCompressed = digits.reversed().starts(with: ending.reversed())
        if isCompressed { digits = digits.dropLast(ending.count) }
        guard (6...9).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// The path of a piece that is not compressed. `log` is the path of the log itself.
    package static func path(_ log: String, _ number: Int) -> String {
        let digits = String(number)
        return log + "." + String(repeating: "0", count: max(6 - digits.utf8.count, 0)) + digits
    }
}
