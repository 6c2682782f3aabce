import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension Conversation {
    /// Ends the app and removes what the node has of it. History and shared folders stay unless `purge`; done again it
    /// finishes what was left.
    func undeploy(_ app: String, purge: Bool) throws -> String {
        let desk = try node.deskOfAnyTime(app)
        if !desk.ledger.state.isDeployed, !purge, Removal.isComplete(desk.app) { throw node.notDeployed(app) }
        if let other = desk.claim("its removal by \(by)") { throw desk.busy(other) }
        var isGone = false
        defer { if !isGone { desk.release() } }
        try desk.refuseWhenOpen()
        try desk.ledger.append(.undeployed(by: by, purge: purge))
        do {
            try Removal.finish(desk)
        } catch {
            throw Refusal(
                .stuck, "\(app) is undeployed, but not all of it could be removed: \(error)",
                hint: "finish it: " + node.configuration.command("undeploy \(app)\(purge ? " --purge" : "")"))
        }
        // Its desk is never free again: a deploy that waits for it would write into a folder that is gone.
        if purge { node.forget(desk) }
        isGone = purge
        node.collectQuietly()
        desk.log("undeployed by \(by)")
        if purge { return "\(app) is undeployed, and nothing of it is left on this node" }
        return "\(app) is undeployed; its history and \(desk.app.shared) stay, "
            + node.configuration.command("undeploy \(app) --purge") + " removes them"
    }
}
