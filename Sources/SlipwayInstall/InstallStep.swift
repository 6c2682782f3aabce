/// One thing that an installation does.
package enum InstallStep: Hashable, Sendable {
    /// The group of operators, and the user of the app.
    case accounts(app: String)
    case folders
    case trust
    case programs
    case units
    /// The first daemon of this node.
    case start
    /// Another daemon than runs now, on trial.
    case upgrade(from: String)
    /// A trial whose installer has ended before it.
    case settle
    case secrets([String])
    case deploy
}
