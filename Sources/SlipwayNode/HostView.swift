import Glibc
import SlipwayControl
import SlipwayModel

/// How the node's host is just now.
enum HostView {
    static func host(_ layout: NodeLayout) -> StatusDocument.Host {
        var host = StatusDocument.Host()
        let facts = HostFacts()
        host.load1 = facts.load1
        host.processors = facts.processors
        host.memoryTotal = facts.totalMemory
        host.memoryAvailable = facts.availableMemory
        var disk = statvfs()
        if statvfs(layout.state, &disk) == 0 {
            host.diskTotal = Int64(disk.f_blocks) * Int64(disk.f_frsize)
            host.diskFree = Int64(disk.f_bavail) * Int64(disk.f_frsize)
            host.inodesFree = Int64(disk.f_favail)
        }
        return host
    }
}
