import SlipwaySystem

/// What the service manager does when a daemon on trial dies: the link back, and the old daemon again.
package enum Retreat {
    /// False when nothing is on trial.
    package static func run() throws -> Bool {
        let survey = try HostSurvey(root: nil)
        let control = DaemonControl(paths: survey.paths, keeping: survey.keeping)
        guard try DaemonTrial(paths: survey.paths, control: control).revert() else { return false }
        try control.start()
        return true
    }
}
