import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Fetches the packages of an image: those of its lock, or the newest there are.
struct PackageSource {
    let image: String
    let packages: [String]
    let apt: AptPackages
    /// The command that pins the image anew.
    let update: String
    let report: BuildReport

    /// Downloads into `folder`; returns the packages in the definition's order with their files.
    func fetch(_ lock: ImageLock?, newest: Bool, into folder: String) throws -> (lock: ImageLock, files: [String]) {
        if let lock, Set(lock.packages.map(\.package)) != Set(packages) {
            throw Refusal(
                .badInput, "the lock of the image \(image) names other packages than its definition",
                hint: update)
        }
        let wanted = lock?.packages.map { "\($0.package)=\($0.version)" } ?? packages
        if !newest, let found = try attempt(wanted, lock, apt.firstLists(), into: folder) { return found }
        report(.step("image \(image): fetching the package index"))
        var unreachable: [String]?
        do { try apt.refresh() } catch let failure as AptPackages.Failure { unreachable = failure.words }
        if let found = try attempt(wanted, lock, .own, into: folder) { return found }
        throw refusal(lock, unreachable: unreachable)
    }

    /// nil when apt could not do it with these lists, so that fresher ones are worth a try.
    private func attempt(
        _ wanted: [String], _ lock: ImageLock?, _ lists: AptPackages.Lists, into folder: String
    ) throws -> (lock: ImageLock, files: [String])? {
        do {
            let found = try apt.locate(wanted, lists)
            report(.step("image \(image): fetching \(found.count) packages"))
            try apt.download(found, lists, into: folder)
            return (try check(found, lock, in: folder), found.map { folder + "/" + $0.file })
        } catch is AptPackages.Failure {
            return nil
        }
    }

    /// The files are what the signed index says, and what the lock says.
    private func check(_ found: [AptPackages.Found], _ lock: ImageLock?, in folder: String) throws -> ImageLock {
        for package in found {
            let digest = try Hashing.sha256(file: folder + "/" + package.file).digest
            let locked = lock?.packages.first { $0.package == package.entry.package }?.sha256
            guard digest == package.entry.sha256, locked == nil || locked == digest else {
                throw Refusal(
                    .badInput,
                    "the package \(package.entry.package) \(package.entry.version) is not the one the "
                        + "image \(image) is pinned to: it has \(digest)",
                    hint: update)
            }
        }
        return ImageLock(packages: found.map(\.entry))
    }

    private func refusal(_ lock: ImageLock?, unreachable: [String]?) -> Refusal {
        var words = unreachable ?? []
        for package in lock?.packages.map({ "\($0.package)=\($0.version)" }) ?? packages {
            do {
                _ = try apt.locate([package], .own)
            } catch {
                let (name, version) = Self.split(package)
                let hint = version == nil ? "does `apt-cache policy \(name)` know it?" : update
                words += (error as? AptPackages.Failure)?.words ?? []
                return Refusal(
                    unreachable == nil ? .badInput : .unreachable,
                    "the package \(name)\(version.map { " \($0)" } ?? ""), which the image \(image) needs, is not in "
                        + "the archive\(unreachable == nil ? "" : " as last seen, and the archive cannot be reached")",
                    hint: hint, detail: words)
            }
        }
        return Refusal(
            .unreachable, "the packages of the image \(image) cannot be downloaded",
            hint: "is the package archive reachable? `apt-get update` tells more", detail: words)
    }

    private static func split(_ package: String) -> (String, String?) {
        let parts = package.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts.first ?? package, parts.count == 2 ? parts[1] : nil)
    }
}
