import SlipwayModel

/// Decides how releases of an app may take over from each other: what its sockets allow.
struct SwitchModes {
    let usual: SwitchPolicy.Mode
    let allowed: [SwitchPolicy.Mode]
    /// Why the others are not.
    let reason: String

    init(_ program: Recipe.Program) {
        switch program {
        case .tomcat:
            (usual, allowed, reason) = (.overlap, [.overlap, .handover, .stopStart], "")
        case .java(_, .inherited), .exec(_, .inherited):
            usual = .handover
            allowed = [.handover, .stopStart]
            reason = "a program that inherits its sockets serves as soon as it runs, so two cannot run side by side"
        case .java, .exec:
            usual = .stopStart
            allowed = [.stopStart]
            reason = "a program that opens its own ports finds them taken while the old one runs"
        }
    }

    var hint: String {
        "use " + allowed.map { "`\($0.rawValue)`" }.joined(separator: " or ")
            + (allowed == [.stopStart] ? ", or `sockets: inherited` when the program takes its sockets over" : "")
    }
}
