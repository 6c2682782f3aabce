import Glibc
package import SlipwayModel
import SlipwaySystem

/// Who keeps the daemon of a node: the file `keeper.json` in its run folder.
package enum KeeperFile {
    static func lock(_ layout: NodeLayout) -> String { layout.run + "/keeper.lock" }
    private static func file(_ layout: NodeLayout) -> String { layout.run + "/keeper.json" }

    static func write(_ layout: NodeLayout) throws {
        try DurableFile.replaceVolatile(file(layout), with: try JSONText.bytes(ProcessTable.own), mode: 0o600)
    }

    static func remove(_ layout: NodeLayout) throws { try Disk.unlink(file(layout)) }

    /// nil when none is at work.
    package static func running(_ layout: NodeLayout) -> ProcessIdentity? {
        guard let bytes = try? Files.read(file(layout), limit: 4096),
            let identity = try? JSONText.value(ProcessIdentity.self, from: bytes),
            ProcessTable.identity(of: identity.pid) == identity
        else { return nil }
        return identity
    }

    /// Has the daemon started anew, by the program that is there now; false when the node has no keeper.
    package static func restartDaemon(_ layout: NodeLayout) -> Bool { signal(layout, SIGHUP) }

    /// Ends keeper and daemon, the apps run on; false when the node has no keeper. Waits so many milliseconds for it.
    package static func end(_ layout: NodeLayout, within milliseconds: Int32) -> Bool {
        guard let keeper = running(layout).flatMap(ChildProcess.adopt) else { return false }
        keeper.signal(SIGTERM)
        return keeper.ending(within: milliseconds) != nil
    }

    private static func signal(_ layout: NodeLayout, _ number: Int32) -> Bool {
        guard let keeper = running(layout).flatMap(ChildProcess.adopt) else { return false }
        keeper.signal(number)
        return true
    }
}
