/// The time a line begins with: `2026-11-21T20:17:34Z`, `2026-11-21 20:17:34.123`.
package struct LogTime: Hashable, Sendable {
    /// Since 1970, as written.
    package let milliseconds: Int64
    package let isUTC: Bool

    package init?(_ line: String) {
        let text = Array(line.utf8.prefix(30))
        guard text.count >= 19, text[4] == 45, text[7] == 45, text[10] == 32 || text[10] == 84, text[13] == 58,
            text[16] == 58
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            let digits = text[range]
            return digits.allSatisfy { (48...57).contains($0) } ? Int(String(decoding: digits, as: UTF8.self)) : nil
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month),
            (1...31).contains(day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        let seconds = Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        milliseconds = Int64(seconds) * 1000
        isUTC = text.dropFirst(19).first { $0 != 46 && $0 != 44 && !(48...57).contains($0) } == 90
    }

    /// Days from 1970-01-01 in the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month > 2 ? year : year - 1
        let m = month > 2 ? month - 3 : month + 9
        return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 719_469
    }
}
