import SlipwayModel
import SlipwaySystem

/// The two pipes between a wrapper and a program: words one way, replies the other. Both outlive the wrapper for as
/// long as the program keeps them open.
final class ProgramLink {
    private let control: OpenFile
    private let reply: OpenFile
    private var partial: [UInt8] = []
    private static let longestLine = 4096

    init(_ slot: SlotLayout) throws {
        control = try FIFO.open(slot.control)
        reply = try FIFO.open(slot.reply)
    }

    var fd: Int32 { reply.fd }

    /// False when the program has not read for so long that the pipe is full.
    func tell(_ word: String) -> Bool { FIFO.offer(Array((word + "\n").utf8), to: control) }

    /// The whole lines that have arrived; a line of more than 4 KiB is dropped.
    func replies() -> [ProgramReply] {
        var piece = [UInt8](repeating: 0, count: 1024)
        guard let count = try? piece.withUnsafeMutableBytes({ try reply.read(into: $0) }), count > 0 else { return [] }
        partial += piece[..<count]
        var lines = partial.split(separator: 10, omittingEmptySubsequences: false)
        partial = Array(lines.removeLast())
        if partial.count > Self.longestLine { partial = [] }
        return lines.compactMap { ProgramReply(String(decoding: $0, as: UTF8.self)) }
    }
}
