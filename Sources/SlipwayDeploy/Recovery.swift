/// Decides what becomes of a switch that the daemon's end interrupted. Every rung may be performed twice, so most are
/// simply done again; a trial starts from zero. Only what needed the client's open bundle is lost, and a step of the
/// release's own, of which nobody knows whether it may run twice.
package enum Recovery {
    package static func event(for state: SwitchMachine.State) -> SwitchMachine.Event? {
        switch state {
        case .forward(.install):
            .failed(rung: .install, reason: "the daemon was stopped before the release was installed", blame: .node)
        case .forward(.step(let number)):
            .failed(rung: .step(number), reason: "the daemon was stopped while step \(number) ran", blame: .node)
        case .forward(.create), .forward(.yield), .forward(.start), .forward(.gate), .forward(.admit),
            .forward(.point), .forward(.trial), .forward(.commit), .back, .finished:
            nil
        }
    }
}
