import Glibc
import SlipwayModel
import SlipwaySystem

/// How long a wrapper may be silent, and what is said of one that is there and answers nothing.
extension WrapperLink {
    /// Milliseconds: it has one thread, and its disk may be slow.
    static let patience: Int64 = 10_000
    /// Crashes within one wait after which it is given up.
    static let mostFalls = 3

    var title: String { "the wrapper of \(app.name)" }

    /// nil when nobody listens. Refuses when somebody does and takes no more clients.
    func reached() throws -> OpenFile? {
        do {
            return try UnixSocket.connect(app.control, within: Int(Self.patience / 1000))
        } catch let error as SystemError where error.code == EAGAIN {
            throw silence(nil)
        } catch {
            return nil
        }
    }

    func silence(_ socket: OpenFile?) -> Refusal {
        let pid = socket.flatMap { try? UnixSocket.peer($0).pid } ?? living?.pid
        guard let pid, pid > 0 else {
            return Refusal(
                .failed, "\(title) does not answer",
                hint: "find what holds \(app.wrapperLock) and end it; the app's processes run on")
        }
        return Refusal(
            .failed, "\(title) (pid \(pid)) does not answer",
            hint: "end it, the app's processes run on: kill -9 \(pid)")
    }

    /// The process that has told its status last, while it lives.
    var living: ChildProcess? { lastStatus.flatMap { ChildProcess.adopt($0.wrapper) } }

    /// A process runs that the last status tells of.
    var hasLeftProcesses: Bool {
        let processes = lastStatus?.slots.compactMap(\.process) ?? []
        return processes.contains { ProcessTable.identity(of: $0.pid) == $0 }
    }

    private var lastStatus: WrapperStatus? {
        guard let bytes = try? Files.read(app.status),
            let status = try? JSONText.value(WrapperStatus.self, from: bytes), status.bootId == ProcessTable.bootId()
        else { return nil }
        return status
    }
}

extension Ending {
    /// In words, when nobody has wanted it so.
    var asFall: String? {
        switch self {
        case .exited(0), .unknown, .signalled(SIGKILL), .signalled(SIGTERM): nil
        case .exited, .signalled: "its wrapper ended with \(self)"
        }
    }
}
