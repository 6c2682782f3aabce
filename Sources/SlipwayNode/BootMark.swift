import SlipwayModel
import SlipwaySystem

/// Tells whether the host was started anew since an app's wrapper was at work.
enum BootMark {
    /// A power cut may leave a status that nobody can read; then only a wrapper that is at work says no.
    static func wasPassed(_ app: AppLayout) -> Bool {
        if let status = StoredStatus.last(app) { return status.bootId != ProcessTable.bootId() }
        guard Files.exists(app.wrapperLock) else { return true }
        do { return try FileLock(app.wrapperLock) != nil } catch { return true }
    }
}
