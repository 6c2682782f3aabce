import ArgumentParser
import SlipwayModel
import SlipwayRecipe

/// `key=value` words of a command line, over the lines of a file of values.
enum Assignments {
    /// Later words win over earlier ones, and words over the file.
    static func merged(_ words: [String], option: String? = nil, file: String?) throws -> [String: String] {
        var values = try file.map { try ValuesFile.load($0) } ?? [:]
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw Refusal(
                    .usage, "\(option.map { $0 + " " } ?? "")\(word) is not of the form key=value",
                    hint: "for example \(option.map { $0 + " " } ?? "")listen.http=8081")
            }
            values[String(word[..<equals])] = String(word[word.index(after: equals)...])
        }
        return values
    }
}
