import SlipwayModel

/// One error of a page.
struct PageFault: Hashable {
    /// In the web app.
    var file: String
    /// 0 where nobody knows it.
    var line: Int
    var message: String

    private var sentence: String {
        "\(file)\(line > 0 ? " line \(line)" : ""): \(message.isEmpty ? "it does not compile" : message)"
    }

    private static let most = 50

    static let hint =
        "mend the page, or leave pages to the first request: `warm-start: { pages: false }` in the recipe"

    /// `shown` names the web app; nil when there is no fault.
    static func refusal(_ faults: [PageFault], shown: String) -> Refusal? {
        guard let first = faults.first else { return nil }
        var detail = faults.dropFirst().prefix(most).map(\.sentence)
        let left = faults.count - 1 - detail.count
        if left > 0 { detail.append("and \(left) more") }
        return Refusal(.badInput, "\(shown): \(first.sentence)", hint: hint, detail: detail)
    }
}
