import Glibc

/// Tells whoever started this program that it serves now: the pipe end named in `SLIPWAY_READY_FD` is closed.
package enum ReadySignal {
    package static func give() {
        guard let text = ProcessTable.environment()["SLIPWAY_READY_FD"], let fd = Int32(text), fd > 2 else { return }
        unsetenv("SLIPWAY_READY_FD")
        close(fd)
    }
}
