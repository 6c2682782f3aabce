import Glibc
import SlipwaySystem

/// SIGTERM and SIGINT end the daemon in order; a client that has gone is no reason to die.
enum Signals {
    /// Calls `body` on a thread of its own once the first of them has come.
    static func onEnd(_ body: @escaping @Sendable () -> Void) {
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        // Blocked before any other thread exists, so that only the waiting one receives them.
        pthread_sigmask(SIG_BLOCK, &set, nil)
        try? Threads.start {
            var waited = sigset_t()
            sigemptyset(&waited)
            sigaddset(&waited, SIGTERM)
            sigaddset(&waited, SIGINT)
            var number: Int32 = 0
            while sigwait(&waited, &number) != 0 {}
            body()
        }
    }
}
