import SlipwayObserve
import SlipwaySystem

/// What a Java VM's own words say of an archive that it did not use, or could not make.
package enum ArchiveVerdict {
    /// Bytes of a log that are looked at: what the VM says of an archive it says first.
    private static let most = 64 << 10
    private static let longest = 300

    /// The last line that gives a reason; what follows it only tells what becomes of that. nil when there is none.
    package static func cause(_ words: some Sequence<UInt8>) -> String? {
        let lines = String(decoding: Array(words), as: UTF8.self).split(whereSeparator: \.isNewline).map(plain)
        return lines.last { line in
            !line.isEmpty && !consequences.contains { line.hasPrefix($0) }
        }.map { PrintedLine.cut($0, to: longest) }
    }

    private static let consequences = [
        "Unmapping region", "Region #", "Unable to map shared spaces", "Unable to use shared archive",
        "UseSharedSpaces: Unable to", "initial ", "Loading ", "The dynamic archive", "trying to map", "Opened ",
    ]

    /// `[0.01s][info][cds] UseSharedSpaces: words` without what stands before the words, and without the hint for
    /// whoever calls the VM by hand.
    private static func plain(_ line: Substring) -> String {
        var rest = line.drop { $0 == " " }
        while rest.first == "[", let end = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: end)...].drop { $0 == " " }
        }
        for start in ["UseSharedSpaces: ", "An error has occurred while processing the shared archive file. "]
        where rest.hasPrefix(start) {
            let words = rest.dropFirst(start.count)
            if !words.hasPrefix("Unable to") { rest = words }
        }
        let text = String(rest.filter { $0.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) } })
        return text.start(of: " (hint: ").map { String(text[..<$0]) } ?? text
    }

    /// Of a log in a folder that is the app's.
    static func cause(inLog path: String) -> String {
        let words = try? PlainFile.read(path).readFirst(most)
        return words.flatMap { cause($0) } ?? "the Java VM does not say why"
    }
}

extension OpenFile {
    fileprivate func readFirst(_ most: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: most) { $1 = try read(into: .init($0), at: 0) }
    }
}

extension String {
    fileprivate func start(of hint: String) -> String.Index? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(hint) { return at }
            at = index(after: at)
        }
        return nil
    }
}
