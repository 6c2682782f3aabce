import SlipwayObserve
import SlipwaySystem
import Synchronization

/// Where short-lived threads put what they have found, for the watch that waits for it.
final class AskInbox: Sendable {
    enum Letter: Sendable {
        case answer(check: Int, ProbeResult, at: Int64)
        /// The evidence of a process that is to be ended.
        case evidence(Condemnation, IncidentKeeper.Subject, Evidence)
    }

    private let letters = Mutex<[(serial: Int, letter: Letter)]>([])
    private let wake: WakeUp

    init(_ wake: WakeUp) { self.wake = wake }

    /// `serial`: which process it is about.
    func put(_ letter: Letter, _ serial: Int) {
        letters.withLock { $0.append((serial, letter)) }
        wake.call()
    }

    func take() -> [(serial: Int, letter: Letter)] {
        letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }
}
