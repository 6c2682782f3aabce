import SlipwayModel
import SlipwaySystem
import Synchronization

/// The programs under test: those of `make build`.
enum Programs {
    static let folder: String = {
        let given = ProcessTable.environment()["SLIPWAY_DIST"] ?? "dist"
        return (try? Files.real(given)) ?? given
    }()
    static var slipway: String { folder + "/slipway" }
    static var slipwayd: String { folder + "/slipwayd" }
    static var repository: String { parent(of: folder) }
}

/// Running processes, zombies left out.
enum Processes {
    /// Those with the text in their command line.
    static func naming(_ text: String) -> [Int32] {
        let own = ProcessTable.own.pid
        return ((try? Files.names(in: "/proc")) ?? []).compactMap { Int32($0) }.filter { pid in
            guard pid != own, ProcessTable.identity(of: pid) != nil else { return false }
            return ((try? Files.text("/proc/\(pid)/cmdline")) ?? "").contains(text)
        }
    }
}

/// Ports that nobody listens on; none is given twice.
enum FreePort {
    private static let given = Mutex<Set<Int>>([])

    static func any() throws -> Int {
        while true {
            let port = TCPSocket.port(of: try TCPSocket.listen(port: 0))
            if given.withLock({ $0.insert(port).inserted }) { return port }
        }
    }
}
