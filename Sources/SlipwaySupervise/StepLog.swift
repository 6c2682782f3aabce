import SlipwayModel
import SlipwaySystem

/// Where a step prints to: the pipe of the app's log while a wrapper reads it, else the log itself.
struct StepLog {
    let output: OpenFile
    /// The same pipe, whose room is not waited for.
    private let pipe: OpenFile?
    private let path: String

    init(_ app: AppLayout) throws {
        path = app.log
        let isRead = StatusWriter.old(app.status).map { ProcessTable.identity(of: $0.wrapper.pid) == $0.wrapper }
        if isRead == true, let output = try? FIFO.open(app.logPipe, waiting: true) {
            self.output = output
            pipe = try FIFO.open(app.logPipe)
        } else {
            try Folders.make(app.logs)
            output = try PlainFile.append(path, mode: 0o640)
            pipe = nil
        }
    }

    /// A line of our own.
    func say(_ sentence: String) {
        let plain = sentence.split(separator: "\n").joined(separator: " ")
        let line = Array("slipway: \(Clock.text(Clock.wall())) \(plain)\n".utf8)
        if let pipe {
            _ = FIFO.offer(line, to: pipe)
        } else {
            try? Disk.write(line, to: output, path)
        }
    }
}
