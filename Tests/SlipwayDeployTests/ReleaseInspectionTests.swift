import SlipwayBundle
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ReleaseInspectionTests {
    private let rig: SwitchRig
    private let release: InstalledRelease

    init() throws {
        rig = try SwitchRig(releases: 1)
        release = try ReleaseInstaller(rig.layout).install(rig.bundles[0])
    }

    private func damages() throws -> [String] {
        try ReleaseInspection.of(release.digest, in: rig.layout).damaged.map { "\($0.path) \($0.what)" }
    }

    /// As another program would, with size and time as they were.
    private func alter(_ name: String) throws {
        let path = release.folder + "/" + name
        let facts = try #require(try Files.facts(path))
        let text = String(repeating: "x", count: Int(facts.size))
        try Disk.chmod(path, 0o644)
        let file = try Disk.create(path)
        try Disk.write(Array(text.utf8), to: file, path)
        try Disk.chmod(path, facts.mode)
        try Disk.setTime(path, seconds: facts.modified)
    }

    @Test func aWholeReleaseIsCounted() throws {
        let seen = try ReleaseInspection.of(release.digest, in: rig.layout)
        #expect(seen.damaged == [])
        #expect(seen.files == 3)
        #expect(seen.bytes > 0)
    }

    @Test func everyDamageIsToldAndARepairMendsThemAll() throws {
        try alter("service/run")
        try Disk.unlink(release.folder + "/conf/a.txt")
        try rig.folder.write("node/releases/\(release.digest.short)/service/stranger", "who?")
        #expect(
            try damages() == [
                "service/run its content has changed", "conf/a.txt is missing",
                "service/stranger does not belong to it",
            ])
        // Size and time are as they were: only reading tells.
        _ = try ReleaseInstaller(rig.layout).install(rig.bundles[0], thorough: true)
        #expect(try damages() == [])
    }

    @Test func contentThatChangedUnseenIsFoundAndRepaired() throws {
        try alter("service/run")
        #expect(try InstalledRelease.reopen(release.digest, in: rig.layout) != nil)
        #expect(try damages() == ["service/run its content has changed"])
        _ = try ReleaseInstaller(rig.layout).install(rig.bundles[0])
        #expect(try damages() == ["service/run its content has changed"])
        _ = try ReleaseInstaller(rig.layout).install(rig.bundles[0], thorough: true)
        #expect(try damages() == [])
    }

    @Test func whatHasNoManifestIsTold() throws {
        try Folders.removeAll(release.folder + "/.slipway")
        #expect(try damages() == [".slipway/manifest.json is missing"])
        try Folders.removeAll(release.folder)
        #expect(try damages() == ["releases/\(release.digest.short) is missing"])
    }

    @Test func contentsOfBundleAndInstalledReleaseAreTheSame() throws {
        let bundle = try ReleaseContents(bundle: rig.bundles[0].content)
        let installed = try release.contents(Configuration(), in: rig.layout)
        #expect(bundle.parts.map(\.listing) == installed.parts.map(\.listing))
        #expect(bundle.parts.map(\.component) == [.wrapper, .config])
        #expect(bundle.spec == installed.spec)
        #expect(bundle.digest == installed.digest && bundle.name == installed.name)
        let difference = ReleaseDifference.between(installed, bundle)
        #expect(difference.files == .init() && difference.components.isEmpty)
    }
}
