import SlipwaySystem

/// What the service manager does when a daemon on trial dies: the link back, and the old daemon again.
package enum Retreat {
    /// False when nothing is on trial.
    package static func run(root: String?) throws -> Bool {
        let survey = try HostSurvey(root: HostSurvey.isOfUser(root) ? nil : root)
        let control = DaemonControl(paths: survey.paths, keeping: survey.keeping)
        guard try DaemonTrial(paths: survey.paths, control: control).revert() else { return false }
        // A keeper starts it by itself, and is what has called.
        if control.keeping != .keeper { try control.start() }
        return true
    }
}
