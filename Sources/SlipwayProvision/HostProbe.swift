package import SlipwayModel

/// What a host says of itself before anything is done to it.
package struct HostProbe: Hashable, Sendable {
    package enum Sudo: String, Sendable { case none, free, asks }

    package struct Remains: Hashable, Sendable {
        package var digest: Digest
        package var bytes: Int64
    }

    package var system = ""
    package var machine = ""
    package var uid = 0
    package var sudo = Sudo.none
    /// Where the file goes; nil when there is no place for it.
    package var folder: String?
    /// Free bytes there.
    package var room: Int64 = 0
    /// The file is there, as an earlier try has left it.
    package var whole: Remains?
    package var part: Remains?

    /// nil when the lines are not what the script prints: something else has answered. What a login script prints
    /// before is passed over.
    package init?(_ lines: [String]) {
        guard let start = lines.firstIndex(of: "slipway-probe 1") else { return nil }
        var hasUser = false
        for line in lines[(start + 1)...] {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2 else { continue }
            switch words[0] {
            case "system": system = Self.word(words[1])
            case "machine": machine = Self.word(words[1])
            case "uid":
                guard let number = Int(words[1]) else { return nil }
                (uid, hasUser) = (number, true)
            case "sudo": sudo = Sudo(rawValue: words[1]) ?? .none
            case "folder": folder = words[1].hasPrefix("/") ? words[1] : nil
            case "room": room = (Int64(words[1]) ?? 0).multipliedReportingOverflow(by: 1024).partialValue
            case "run": whole = Self.remains(words[1])
            case "part": part = Self.remains(words[1])
            case _: break
            }
        }
        if !hasUser { return nil }
    }

    /// `64 digits - size`, or without the dash.
    private static func remains(_ text: String) -> Remains? {
        let words = text.split(separator: " ")
        guard words.count == 2, let digest = Digest(hex: String(words[0])), let bytes = Int64(words[1]), bytes >= 0
        else { return nil }
        return Remains(digest: digest, bytes: bytes)
    }

    private static func word(_ text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }.prefix(32))
    }
}
