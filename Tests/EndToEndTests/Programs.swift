import Glibc
import SlipwayModel
import SlipwaySystem
import Synchronization

/// The programs under test: those of `make build`.
enum Programs {
    static let folder: String = {
        let given = ProcessTable.environment()["SLIPWAY_DIST"] ?? "dist"
        let found = (try? Files.real(given)) ?? given
        // All programs that are started from here on have one folder of keys: beside the store, which stays between runs
        // as well, and never that of who runs the tests.
        setenv("XDG_CONFIG_HOME", parent(of: Releases.store(of: parent(of: found))) + "/config", 1)
        return found
    }()
    /// Where the user's keys of these tests lie.
    static var keys: String {
        _ = folder
        return UserFolders.keys()
    }
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
