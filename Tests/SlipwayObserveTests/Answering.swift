import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting

/// A server whose answer a test writes, byte by byte if it likes; gone with its owner.
final class Answering: Sendable {
    let port: Int
    private let listener: OpenFile
    private let asked = Asked()

    private final class Asked: @unchecked Sendable {
        private var text = ""
        private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        init() { pthread_mutex_init(lock, nil) }
        deinit { lock.deallocate() }
        func add(_ more: String) {
            pthread_mutex_lock(lock)
            text += more
            pthread_mutex_unlock(lock)
        }
        var whole: String {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return text
        }
    }

    /// What has been asked so far.
    var questions: String { asked.whole }

    /// `say`: gets a connection, after the request has come.
    init(_ say: @escaping @Sendable (_ send: (String) -> Bool) -> Void) throws {
        listener = try TCPSocket.listen(port: 0)
        port = TCPSocket.port(of: listener)
        let (listener, asked) = (listener, asked)
        try Threads.start {
            while true {
                let socket = accept(listener.fd, nil, nil)
                guard socket >= 0 else { return }
                var room = [UInt8](repeating: 0, count: 4096)
                let count = recv(socket, &room, room.count, 0)
                asked.add(String(decoding: room[..<max(0, count)], as: UTF8.self))
                say { text in
                    let bytes = Array(text.utf8)
                    return send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
                }
                close(socket)
            }
        }
    }

    convenience init(_ answer: String) throws { try self.init { send in _ = send(answer) } }

    deinit { shutdown(listener.fd, Int32(SHUT_RDWR)) }

    func ask(timeout: TimeSpan = .seconds(20), _ change: (inout HealthCheck) -> Void = { _ in }) -> ProbeAnswer {
        var check = HealthCheck(http: "/health", timeout: timeout)
        change(&check)
        let result = AskedOnce.result(check, port: port)
        return ProbeAnswer(verdict: result.verdict.rawValue, detail: result.detail)
    }
}

/// What a probe found, without the time it took.
struct ProbeAnswer: Equatable {
    var verdict: String
    var detail: String
}
