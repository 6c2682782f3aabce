/// What a line of the wrapper's own in an app's log tells of who prints there. Such a line stands behind all that has
/// been printed before it.
package struct LogMark {
    package enum Author: Hashable {
        case slot(Int)
        case step
    }

    package let author: Author
    /// It is over; nothing more of it comes.
    package let isEnd: Bool
    /// The process that has begun, or that a later wrapper has found.
    package let started: Int32?
    package let found: Int32?

    private static let start = Array("slipway: ".utf8)
    private static let longest = 2000

    static func isOne(_ line: some Collection<UInt8>) -> Bool { line.starts(with: start) }

    /// `slipway: TIME slot N WORDS`, `slipway: TIME the step WORDS`.
    package init?(_ line: some Collection<UInt8>) {
        guard Self.isOne(line) else { return nil }
        let text = String(decoding: line.prefix(Self.longest), as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 4)
        guard words.count == 5 else { return nil }
        if words[2] == "the", words[3] == "step" {
            author = .step
            isEnd = !text.hasSuffix(" begins")
            (started, found) = (nil, nil)
            return
        }
        guard words[2] == "slot", let number = Int(words[3]) else { return nil }
        author = .slot(number)
        isEnd = words[4].hasPrefix("ended with ") || words[4].hasPrefix("has ended unseen")
        started = Self.number("started, pid ", words[4])
        found = Self.number("was taken over, pid ", words[4])
    }

    private static func number(_ start: String, _ words: Substring) -> Int32? {
        guard words.hasPrefix(start) else { return nil }
        return Int32(words.dropFirst(start.utf8.count).prefix { $0.isNumber })
    }
}

/// Finds where in a log the lines begin that one process alone has printed.
struct LogBeginning {
    private let generation: Int
    private let pid: Int32
    private var start: Int64?
    private var others: Set<LogMark.Author> = []

    init(generation: Int, pid: Int32) {
        self.generation = generation
        self.pid = pid
    }

    /// `end`: the offset behind its line.
    mutating func apply(_ mark: LogMark, end: Int64) {
        if mark.author == .slot(generation) {
            if mark.started == pid || (mark.found == pid && start == nil) { start = end }
        } else if !mark.isEnd {
            others.insert(mark.author)
        } else {
            others.remove(mark.author)
            if start != nil { start = end }
        }
    }

    /// nil when no line tells.
    var offset: Int64? { others.isEmpty ? start : nil }
}
