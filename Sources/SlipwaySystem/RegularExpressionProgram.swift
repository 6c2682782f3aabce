/// Runs an expression on bytes, all its threads side by side: time is at most the text's length times the program's, and
/// memory the program's alone. The C library's matcher keeps a state for every place of the text and takes minutes.
struct RegularExpressionProgram {
    private enum Step {
        case byte(ByteSet)
        case fork(Int, Int)
        case begin
        case end
        case match
    }

    private var steps: [Step] = []

    /// Of an expression that the C library has found to be one.
    init(_ text: [UInt8]) {
        var parser = RegularExpressionParser(text)
        add(parser.whole())
        steps.append(.match)
    }

    private mutating func add(_ piece: RegularExpressionPiece) {
        switch piece {
        case .byte(let set): steps.append(.byte(set))
        case .begin: steps.append(.begin)
        case .end: steps.append(.end)
        case .row(let pieces): for piece in pieces { add(piece) }
        case .either(let left, let right):
            let fork = fork()
            add(left)
            let leave = self.fork()
            steps[fork] = .fork(fork + 1, steps.count)
            add(right)
            steps[leave] = .fork(steps.count, steps.count)
        case .times(let piece, let least, let most):
            for _ in 0..<least { add(piece) }
            if let most {
                for _ in least..<max(least, most) { addOptional(piece) }
            } else {
                let fork = fork()
                add(piece)
                steps.append(.fork(fork, fork))
                steps[fork] = .fork(fork + 1, steps.count)
            }
        }
    }

    private mutating func addOptional(_ piece: RegularExpressionPiece) {
        let fork = fork()
        add(piece)
        steps[fork] = .fork(fork + 1, steps.count)
    }

    /// Filled in once both ways are known.
    private mutating func fork() -> Int {
        steps.append(.fork(0, 0))
        return steps.count - 1
    }

    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        var threads: [Int] = []
        var next: [Int] = []
        var ways: [Int] = []
        // The place at which a step was reached last.
        var seen = [Int](repeating: -1, count: steps.count)
        /// True once the whole expression has matched.
        func reach(_ first: Int, _ at: Int, _ list: inout [Int]) -> Bool {
            ways.append(first)
            while let step = ways.popLast() {
                if seen[step] == at { continue }
                seen[step] = at
                switch steps[step] {
                case .byte: list.append(step)
                case .fork(let one, let other):
                    ways.append(other)
                    ways.append(one)
                case .begin: if at == 0 { ways.append(step + 1) }
                case .end: if at == text.count { ways.append(step + 1) }
                case .match: return true
                }
            }
            return false
        }
        if reach(0, 0, &threads) { return true }
        for (index, byte) in text.enumerated() {
            next.removeAll(keepingCapacity: true)
            for thread in threads {
                guard case .byte(let set) = steps[thread], set.contains(byte) else { continue }
                if reach(thread + 1, index + 1, &next) { return true }
            }
            if reach(0, index + 1, &next) { return true }
            swap(&threads, &next)
        }
        return false
    }
}

/// Some of the 256 bytes.
struct ByteSet {
    private var words: SIMD4<UInt64> = .zero

    init(_ isIn: (UInt8) -> Bool) {
        for byte in UInt8.min...UInt8.max where isIn(byte) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }
}

indirect enum RegularExpressionPiece {
    case byte(ByteSet)
    case begin
    case end
    case row([RegularExpressionPiece])
    case either(RegularExpressionPiece, RegularExpressionPiece)
    /// `most`: nil for no end.
    case times(RegularExpressionPiece, least: Int, most: Int?)
}

/// Takes a POSIX extended regular expression apart as the C library does in the locale C.
struct RegularExpressionParser {
    private let text: [UInt8]
    private var at = 0
    private var depth = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func whole() -> RegularExpressionPiece {
        var left = row()
        while at < text.count, text[at] == UInt8(ascii: "|") {
            at += 1
            left = .either(left, row())
        }
        return left
    }

    private mutating func row() -> RegularExpressionPiece {
        var pieces: [RegularExpressionPiece] = []
        while at < text.count, text[at] != UInt8(ascii: "|"), depth == 0 || text[at] != UInt8(ascii: ")") {
            var piece = piece()
            while let (least, most) = times() { piece = .times(piece, least: least, most: most) }
            pieces.append(piece)
        }
        return .row(pieces)
    }

    private mutating func piece() -> RegularExpressionPiece {
        let byte = text[at]
        at += 1
        switch byte {
        case UInt8(ascii: "."): return .byte(ByteSet { $0 != 0 })
        case UInt8(ascii: "^"): return .begin
        case UInt8(ascii: "$"): return .end
        case UInt8(ascii: "["): return .byte(set())
        case UInt8(ascii: "("):
            depth += 1
            let inner = whole()
            depth -= 1
            at += 1
            return inner
        case UInt8(ascii: "\\") where at < text.count:
            let escaped = text[at]
            at += 1
            return .byte(Self.escape(escaped))
        default: return .byte(ByteSet { $0 == byte })
        }
    }

    private static func escape(_ escaped: UInt8) -> ByteSet {
        switch escaped {
        case UInt8(ascii: "w"): ByteSet { isIn("alnum", $0) || $0 == 95 }
        case UInt8(ascii: "W"): ByteSet { !isIn("alnum", $0) && $0 != 95 }
        case UInt8(ascii: "s"): ByteSet { isIn("space", $0) }
        case UInt8(ascii: "S"): ByteSet { !isIn("space", $0) }
        default: ByteSet { $0 == escaped }
        }
    }

    /// nil where no repetition stands.
    private mutating func times() -> (least: Int, most: Int?)? {
        guard at < text.count else { return nil }
        switch text[at] {
        case UInt8(ascii: "*"):
            at += 1
            return (0, nil)
        case UInt8(ascii: "+"):
            at += 1
            return (1, nil)
        case UInt8(ascii: "?"):
            at += 1
            return (0, 1)
        case UInt8(ascii: "{"):
            guard let end = text[at...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let numbers = text[(at + 1)..<end].split(
                separator: UInt8(ascii: ","), omittingEmptySubsequences: false
            ).map { String(decoding: $0, as: UTF8.self) }
            guard (1...2).contains(numbers.count), let least = Int(numbers[0].isEmpty ? "0" : numbers[0]) else {
                return nil
            }
            at = end + 1
            return (least, numbers.count == 1 ? least : Int(numbers[1]))
        default: return nil
        }
    }

    /// Behind the `[`.
    private mutating func set() -> ByteSet {
        let isNot = at < text.count && text[at] == UInt8(ascii: "^")
        if isNot { at += 1 }
        var isIn = [Bool](repeating: false, count: 256)
        let first = at
        while at < text.count, at == first || text[at] != UInt8(ascii: "]") {
            if let name = named(":") {
                for byte in 0...255 where Self.isIn(name, UInt8(byte)) { isIn[byte] = true }
                continue
            }
            let from = end()
            var to = from
            if at + 1 < text.count, text[at] == UInt8(ascii: "-"), text[at + 1] != UInt8(ascii: "]") {
                at += 1
                to = end()
            }
            if from <= to { for byte in from...to { isIn[Int(byte)] = true } }
        }
        at += 1
        return ByteSet { isIn[Int($0)] != isNot }
    }

    /// One end of a range, which may be written `[.x.]` or `[=x=]`.
    private mutating func end() -> UInt8 {
        if let byte = (named(".") ?? named("="))?.utf8.first { return byte }
        guard at < text.count else { return 0 }
        defer { at += 1 }
        return text[at]
    }

    /// What stands in `[:…:]` and the like.
    private mutating func named(_ mark: Unicode.Scalar) -> String? {
        let mark = UInt8(ascii: mark)
        guard at + 1 < text.count, text[at] == UInt8(ascii: "["), text[at + 1] == mark else { return nil }
        var end = at + 3
        while end + 1 < text.count, text[end] != mark || text[end + 1] != UInt8(ascii: "]") { end += 1 }
        guard end + 1 < text.count else { return nil }
        defer { at = end + 2 }
        return String(decoding: text[(at + 2)..<end], as: UTF8.self)
    }

    private static func isIn(_ name: String, _ byte: UInt8) -> Bool {
        let isUpper = (65...90).contains(byte)
        let isLower = (97...122).contains(byte)
        let isDigit = (48...57).contains(byte)
        return switch name {
        case "upper": isUpper
        case "lower": isLower
        case "alpha": isUpper || isLower
        case "digit": isDigit
        case "alnum": isUpper || isLower || isDigit
        case "xdigit": isDigit || (65...70).contains(byte) || (97...102).contains(byte)
        case "space": byte == 32 || (9...13).contains(byte)
        case "blank": byte == 32 || byte == 9
        case "cntrl": byte < 32 || byte == 127
        case "print": (32...126).contains(byte)
        case "graph": (33...126).contains(byte)
        case "punct": (33...126).contains(byte) && !isUpper && !isLower && !isDigit
        default: false
        }
    }
}
