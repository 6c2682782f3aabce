import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Brings one app back when a daemon starts: an interrupted switch is finished or undone, then everything is as wanted.
/// The desk is claimed for it already.
enum Recoverer {
    static func bringBack(_ desk: AppDesk) {
        var pause: Int32 = 200
        repeat {
            do {
                defer { desk.release() }
                return try recover(desk)
            } catch {
                desk.log("cannot be brought back yet: \(error)")
                // What only a person can mend leaves that person room.
                if error is Refusal { pause = max(pause, 5000) }
            }
            // A full disk or a host that is still starting may get better; nothing tells when. Others may change the
            // app meanwhile, except where a switch is open.
            repeat {
                _ = poll(nil, 0, pause)
                pause = min(pause * 2, 30_000)
            } while desk.claim("its recovery") != nil
        } while desk.ledger.state.isDeployed
        desk.release()
    }

    private static func recover(_ desk: AppDesk) throws {
        coolAfterBoot(desk)
        let state = desk.ledger.state
        // An app that has never had a good release runs nothing, so nothing is to be watched.
        if state.current != nil || state.open != nil { try desk.startWatch() }
        let switcher = desk.switcher { DaemonLog.write("\(desk.name): recovery: \($0.rung) \($0.phase)") }
        if let outcome = try switcher.recover() {
            desk.log("an interrupted switch ended: \(outcome)")
            if desk.ledger.state.current == nil { desk.dismissWrapper() }
            Removal.afterFailure(desk)
        } else if state.current != nil {
            try switcher.settle()
        }
        // While the desk is ours no switch runs.
        bringUp(desk)
        desk.watch?.nudge()
    }

    /// A wrapper of an earlier installation becomes this one's; it runs on as it is when that does not work.
    private static func bringUp(_ desk: AppDesk) {
        do {
            switch try desk.link.upgrade() {
            case .done(let pid):
                desk.events.record(.wrapperUpgraded, app: desk.name, pid: pid, "in place, pid \(pid)")
                desk.log("its wrapper was upgraded in place, pid \(pid)")
            case .refused(let sentence): desk.log(sentence)
            case nil: break
            }
        } catch {
            desk.log("its wrapper cannot be upgraded: \(error)")
        }
    }

    /// A warm generation is a running process; after a boot there is none to keep.
    private static func coolAfterBoot(_ desk: AppDesk) {
        guard let warm = desk.ledger.state.warm, BootMark.wasPassed(desk.app) else { return }
        desk.ledger.appendOrHold(.cooled(generation: warm, reason: "the host was started anew"))
    }
}
