import SlipwaySystem
import Testing

/// A document whose console blocks can be run: `$ ` begins a command of the shell, what follows is what it prints, `…`
/// stands for anything, and `# exit code N` tells a code other than 0.
struct Tour {
    struct Step {
        var line: Int
        var command: String
        var code: Int32 = 0
        var output: [String] = []
    }

    let steps: [Step]

    init(_ path: String) throws {
        var steps: [Step] = []
        var isInside = false
        for (index, line) in try Files.text(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                steps.append(Step(line: index + 1, command: String(line.dropFirst(2))))
            } else if isInside, line.hasPrefix("# exit code "), let last = steps.indices.last {
                steps[last].code = try #require(Int32(line.dropFirst(12)))
            } else if isInside, let last = steps.indices.last {
                steps[last].output.append(String(line))
            }
        }
        self.steps = steps
        #expect(!steps.isEmpty, "\(path) has no console block")
    }

    func play(environment: [String: String], replacing values: [String: String], folder: String) throws {
        func filled(_ text: String) -> String { values.reduce(text) { $0.replacing($1.key, with: $1.value) } }
        for step in steps {
            let result = try Command.run(
                "bash", ["-c", "exec 2>&1; " + filled(step.command)], environment: environment, folder: folder)
            let printed = result.output.split(separator: "\n").map(String.init)
            #expect(result.ending == .exited(step.code), "tour.md:\(step.line): \(printed)")
            compare(printed, step.output.map(filled), step)
        }
    }

    /// A line that is `…` alone stands for any number of lines.
    private func compare(_ printed: [String], _ told: [String], _ step: Step) {
        var rest = printed[...]
        var isOpen = false
        for pattern in told {
            if pattern.trimmed == "…" {
                isOpen = true
                continue
            }
            let found = rest.firstIndex { Transcript.matches($0, pattern) }
            guard let found, isOpen || found == rest.startIndex else {
                Issue.record("tour.md:\(step.line): told \(pattern), printed \(Array(rest))")
                return
            }
            rest = rest[(found + 1)...]
            isOpen = false
        }
        #expect(isOpen || rest.isEmpty, "tour.md:\(step.line): also printed \(Array(rest))")
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
