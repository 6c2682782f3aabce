package import SlipwayModel

/// Where a value was written, so that a refusal can point at it.
package enum Place: Hashable, Sendable {
    case line(file: String, number: Int)
    /// `--set KEY=VALUE`.
    case setting(String)

    /// `recipes/shop/recipe.yaml:12` or `--set keep=x`.
    package var text: String {
        switch self {
        case .line(let file, let number): "\(file):\(number)"
        case .setting(let text): "--set \(text)"
        }
    }

    /// 65 for what a file says, 64 for what the command line says.
    package func refusal(_ sentence: String, hint: String? = nil) -> Refusal {
        let code: ExitCode =
            switch self {
            case .line: .badInput
            case .setting: .usage
            }
        return Refusal(code, "\(text): \(sentence)", hint: hint)
    }
}
