import SlipwayModel
import SlipwaySystem

/// Finds the lowest GNU C library that runs all of a release: its images, and programs among its own files.
enum NeededLibrary {
    /// nil when nothing needs one.
    static func glibc(of plan: BuildPlan, images: [ImageRecord]) throws -> String? {
        let own = try (plan.items[.warApp] ?? []).compactMap { item -> ELFVersions.Version? in
            guard case .file(let path, _) = item.origin else { return nil }
            return try ELFVersions.glibc(of: path)
        }
        return (images.compactMap { $0.glibc.flatMap(ELFVersions.Version.init) } + own).max()?.description
    }
}
