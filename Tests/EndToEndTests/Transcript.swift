import SlipwaySystem
import Testing

/// A session at the command line as a file tells it:
///
///     $ slipway status nobody        a command; `slipway` gets the node's --root, {x} is replaced by the value of x
///     ? 66                           its exit code; 0 when no such line follows
///     slipway: no app …              a line of its output or errors, in order; … stands for anything
///     ! {root}/apps/nobody           nothing is at this path now
///     # words                        a remark
///
/// Every line a command prints must be told, unless the told lines end with `…`.
struct Transcript {
    struct Step {
        var line: Int
        var command: String
        var code: Int32 = 0
        var output: [String] = []
        var absent: [String] = []
    }

    let name: String
    let steps: [Step]

    init(_ path: String) throws {
        name = lastName(of: path)
        var steps: [Step] = []
        for (index, text) in try Files.text(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        {
            let rest = String(text.dropFirst(2))
            if text.isEmpty || text.hasPrefix("#") { continue }
            if text.hasPrefix("$ ") {
                steps.append(Step(line: index + 1, command: rest))
                continue
            }
            let last = try #require(steps.indices.last, "\(path) begins with no command")
            if text.hasPrefix("? ") {
                steps[last].code = try #require(Int32(rest))
            } else if text.hasPrefix("! ") {
                steps[last].absent.append(rest)
            } else {
                steps[last].output.append(String(text))
            }
        }
        self.steps = steps
    }

    /// Runs every step; `values` are what the {names} stand for, `root` the node's folder.
    func play(root: String, _ values: [String: String]) throws {
        func filled(_ text: String) -> String {
            values.merging(["root": root]) { a, _ in a }.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
        }
        for step in steps {
            // Split first: a value may hold a blank.
            var words = step.command.split(separator: " ").map { filled(String($0)) }
            #expect(words.removeFirst() == "slipway", "\(name):\(step.line)")
            if !words.contains("--help"), !["build", "image"].contains(words.first) { words += ["--root", root] }
            let result = try Command.run(Programs.slipway, words, environment: ["NO_COLOR": "1"])
            let printed = (result.errors + result.output).split(separator: "\n").map(String.init)
            #expect(result.ending == .exited(step.code), "\(name):\(step.line): \(printed)")
            compare(printed, step.output.map(filled), step)
            for path in step.absent { #expect(!Files.exists(filled(path)), "\(name):\(step.line): \(path) exists") }
        }
    }

    private func compare(_ printed: [String], _ told: [String], _ step: Step) {
        let isOpen = told.last == "…"
        let told = isOpen ? Array(told.dropLast()) : told
        #expect(isOpen || printed.count == told.count, "\(name):\(step.line): printed \(printed)")
        for (line, pattern) in zip(printed, told) {
            #expect(Self.matches(line, pattern), "\(name):\(step.line): printed \(line), told \(pattern)")
        }
        #expect(printed.count >= told.count, "\(name):\(step.line): printed only \(printed)")
    }

    /// `…` stands for any run of characters.
    static func matches(_ line: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, line.hasPrefix(first) else { return false }
        if parts.count == 1 { return line == pattern }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(parts.last ?? "")
    }
}
