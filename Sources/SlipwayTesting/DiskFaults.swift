import Glibc
package import SlipwaySystem
import Synchronization

/// Makes file changes below one folder fail, for one test at a time in the whole process.
package enum DiskFaults {
    private static let turn = Mutex(())

    /// Runs `body` while `watch` sees each change before it is made. It must make none itself.
    package static func watching(
        below folder: String, _ watch: @escaping @Sendable (FileChange, String) -> Void, _ body: () throws -> Void
    ) rethrows {
        try turn.withLock { _ in
            Seam.install { change, path in
                if path.hasPrefix(folder) { watch(change, path) }
                return .proceed
            }
            defer { Seam.install(nil) }
            try body()
        }
    }

    /// Runs `body` while the change of that number (from 1) fails with `code`; when `dead`, every later one too, as
    /// after a crash. Tells how many changes were asked for.
    package static func failing(
        _ number: Int, below folder: String, code: Int32, dead: Bool, _ body: () throws -> Void
    ) rethrows -> Int {
        try turn.withLock { _ in
            let count = Mutex(0)
            Seam.install { change, path in
                guard path.hasPrefix(folder) else { return .proceed }
                let current = count.withLock { count in
                    count += 1
                    return count
                }
                if current == number || (dead && current > number) { throw SystemError(change.rawValue, path, code) }
                return .proceed
            }
            defer { Seam.install(nil) }
            try body()
            return count.withLock { $0 }
        }
    }

    /// Runs `body` on a disk that is full whenever `isFull`. What makes nothing larger goes through.
    package static func full<Result>(
        below folder: String, when isFull: @escaping @Sendable () -> Bool, _ body: () throws -> Result
    ) rethrows -> Result {
        try turn.withLock { _ in
            Seam.install { change, path in
                guard path.hasPrefix(folder) else { return .proceed }
                switch change {
                case .create, .write, .symlink, .link, .rename, .makeFolder, .makeFIFO, .makeSocket, .allocate:
                    if isFull() { throw SystemError(change.rawValue, path, ENOSPC) }
                case .truncate, .sync, .syncAll, .unlink, .removeFolder, .chmod, .setTime: break
                }
                return .proceed
            }
            defer { Seam.install(nil) }
            return try body()
        }
    }
}
