import CSlipwayLinux
import Glibc

/// Processes that nobody else waits for: a subreaper's inheritance.
package enum Orphans {
    /// Waits for every child that has ended, except the given ones, whose owners do it themselves. Stops early at
    /// one of those; it is called again once they have been collected.
    package static func reap(except owned: Set<Int32>) {
        while true {
            let pid = slw_ended_child()
            if pid <= 0 || owned.contains(pid) { return }
            if waitpid(pid, nil, WNOHANG) != pid { return }
        }
    }
}
