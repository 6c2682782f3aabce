import SlipwayModel
import SlipwaySystem

/// The last lines of an app's log.
enum LogTail {
    static func lines(_ app: AppLayout, _ count: Int) -> [String] {
        let count = min(max(count, 1), 10_000)
        guard let file = try? OpenFile.read(app.log), let size = try? file.size() else { return [] }
        // Long enough for any sane line, short enough to hold.
        let begin = max(0, size - Int64(count) * 1024)
        guard (try? file.seek(to: begin)) != nil, let bytes = try? file.readAll(limit: 64 << 20) else { return [] }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).suffix(count + 1).dropLast(
            text.hasSuffix("\n") ? 1 : 0
        )
        .suffix(count).map(String.init)
    }
}
