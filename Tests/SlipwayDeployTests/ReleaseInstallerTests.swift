import Glibc
import SlipwayBundle
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// What lies on a node after an install is what the disk gives back.
@Suite struct ReleaseInstallerTests {
    private let rig: SwitchRig

    init() throws { rig = try SwitchRig(releases: 2) }

    private func left() throws -> [String] {
        Files.isFolder(rig.layout.incoming) ? try Files.names(in: rig.layout.incoming) : []
    }

    @Test func aDiskThatGivesBackOtherBytesIsToldFromABundleThatHasOthers() throws {
        let installer = ReleaseInstaller(rig.layout)
        let error = #expect(throws: DeployError.self) {
            try DiskFaults.watching(below: rig.layout.incoming) { change, path in
                // The content is there, and nobody has read it yet.
                if change == .chmod { Self.alter(path) }
            } _: {
                _ = try installer.install(rig.bundles[0])
            }
        }
        #expect(error.map { "\($0)" }?.contains("the disk gave back other bytes than were written") == true)
        #expect(try left() == [] && !Files.exists(rig.layout.release(rig.bundles[0].manifestDigest)))
        let release = try installer.install(rig.bundles[0])
        #expect(try ReleaseInspection.of(release.digest, in: rig.layout).damaged == [])
    }

    private static func alter(_ path: String) {
        let fd = open(path, O_WRONLY)
        pwrite(fd, "?", 1, 0)
        close(fd)
    }

    @Test func whatTwoReleasesShareIsThereOnce() throws {
        let installer = ReleaseInstaller(rig.layout)
        let folders = try rig.bundles.map { try installer.install($0).folder }
        let inodes = try folders.map { try #require(try Files.facts($0 + "/conf/a.txt")).inode }
        #expect(inodes[0] == inodes[1])
        #expect(try left() == [])
    }

    @Test func installsAtTheSameTimeDoNotDisturbOneAnother() throws {
        let (layout, bundles) = (rig.layout, rig.bundles)
        try Workers.each(8) { number in _ = try ReleaseInstaller(layout).install(bundles[number % 2]) }
        for bundle in bundles {
            #expect(try ReleaseInspection.of(bundle.manifestDigest, in: layout).damaged == [])
        }
        #expect(try left() == [])
    }
}
