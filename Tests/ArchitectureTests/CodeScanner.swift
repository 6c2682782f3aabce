/// Tells code from comments and text: what it returns is the source with both blanked out, line for line. Code inside
/// `\( … )` of a string is code and stays.
struct CodeScanner {
    private let source: [UInt8]
    private var position = 0
    private var code: [UInt8] = []

    static func code(of text: String) -> String {
        var scanner = CodeScanner(source: Array(text.utf8))
        scanner.scanCode(untilParenthesis: false)
        return String(decoding: scanner.code, as: UTF8.self)
    }

    private init(source: [UInt8]) { self.source = source }

    private mutating func scanCode(untilParenthesis: Bool) {
        var depth = 0
        while position < source.count {
            switch source[position] {
            case UInt8(ascii: "/") where starts(with: "//"):
                while position < source.count && source[position] != UInt8(ascii: "\n") { blank(1) }
                continue
            case UInt8(ascii: "/") where starts(with: "/*"):
                skipBlockComment()
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "#"):
                if let pounds = stringOpening() {
                    scanString(pounds: pounds)
                    continue
                }
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if untilParenthesis && depth < 0 { return }
            default: break
            }
            code.append(source[position])
            position += 1
        }
    }

    /// Block comments nest in Swift.
    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                blank(2)
            } else if starts(with: "*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && position < source.count
    }

    /// The number of `#` before the quote, when a string opens here.
    private func stringOpening() -> Int? {
        var index = position
        while index < source.count && source[index] == UInt8(ascii: "#") { index += 1 }
        return index < source.count && source[index] == UInt8(ascii: "\"") ? index - position : nil
    }

    private mutating func scanString(pounds: Int) {
        let fence = String(repeating: "#", count: pounds)
        blank(pounds)
        let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        blank(quotes.count)
        while position < source.count {
            if starts(with: quotes + fence) { return blank(quotes.count + pounds) }
            if quotes.count == 1 && starts(with: "\n") { return }
            if starts(with: "\\" + fence + "(") {
                blank(2 + pounds)
                scanCode(untilParenthesis: true)
                blank(1)
            } else {
                blank(starts(with: "\\" + fence) ? 2 + pounds : 1)
            }
        }
    }

    private func starts(with text: String) -> Bool { source[position...].starts(with: text.utf8) }

    /// Steps over bytes; lines stay lines.
    private mutating func blank(_ count: Int) {
        for _ in 0..<count where position < source.count {
            code.append(source[position] == UInt8(ascii: "\n") ? source[position] : UInt8(ascii: " "))
            position += 1
        }
    }
}
