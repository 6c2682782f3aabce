import ArgumentParser
import SlipwayModel

/// `key=value` words of a command line, over the lines of a file of values.
enum Assignments {
    /// Words win over the file; none may be there twice.
    static func merged(
        _ words: [String], option: String? = nil, file: String?,
        read: CommandTree.ValuesReader = CommandTree.current.values
    ) throws -> [String: String] {
        let values = try file.map(read) ?? [:]
        var given: [String: String] = [:]
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw Refusal(
                    .usage, "\(option.map { $0 + " " } ?? "")\(word) is not of the form key=value",
                    hint: "for example \(option.map { $0 + " " } ?? "")listen.http=8081")
            }
            let key = String(word[..<equals])
            if given.updateValue(String(word[word.index(after: equals)...]), forKey: key) != nil {
                throw Refusal(.usage, "\(key) is set twice", hint: "leave one of the two out")
            }
        }
        return values.merging(given) { _, word in word }
    }
}
