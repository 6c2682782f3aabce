import CSlipwayLinux
import Glibc

/// Threads of the daemon: few, named by their task, with small stacks.
package enum Threads {
    private final class Task {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread that nobody joins.
    package static func start(_ body: @escaping @Sendable () -> Void) throws {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 1 << 20)
        var thread = pthread_t()
        let task = Unmanaged.passRetained(Task(body))
        let result = pthread_create(
            &thread, &attributes,
            { pointer in
                Unmanaged<Task>.fromOpaque(pointer!).takeRetainedValue().body()
                return nil
            }, task.toOpaque())
        if result != 0 {
            task.release()
            throw SystemError("start", "a thread", result)
        }
    }
}

/// Wakes a thread that polls; any number of calls before it looks are one.
package final class WakeUp: Sendable {
    package let file: OpenFile

    package init() throws {
        let fd = slw_eventfd()
        if fd < 0 { throw SystemError("make", "an eventfd", -fd) }
        file = OpenFile(owning: fd)
    }

    package func call() {
        var one: UInt64 = 1
        _ = write(file.fd, &one, 8)
    }

    package func clear() {
        var count: UInt64 = 0
        _ = read(file.fd, &count, 8)
    }
}
