package import SlipwayBundle
package import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
package import SlipwaySystem

/// An installer file that has been read and compared with its own signatures; whether its key is to be trusted is
/// decided afterwards.
package struct ReadInstaller: Sendable {
    package let file: OpenFile
    package let path: String
    package let offer: Offer
    package let bundleOffset: Int64
    package let programs: VerifiedPrograms
    package let key: Minisign.PublicKey

    /// Every byte is compared: of the programs, and of the release. Refuses with 65. `progress` is told how much was
    /// read, of how much, in bytes.
    package init(
        _ path: String, overrides: [String: String] = [:], progress: (_ done: Int64, _ all: Int64) -> Void = { _, _ in }
    ) throws {
        let file = try OpenFile.read(path)
        let opened = try OpenedInstaller.open(file)
        let programs = try opened.programs(trusting: opened.key)
        let layers = try file.size() - opened.bundleOffset
        let all = layers + opened.node.programs.reduce(0) { $0 + $1.size }
        var done: Int64 = 0
        let note: (Int64) -> Void = { count in
            done += count
            progress(min(done, all), all)
        }
        try programs.check(progress: note)
        let terms = TrustTerms(
            keys: TrustedKeys([.init(opened.key, isRevoked: false)]), platform: HostPlatform.own)
        let bundle = try BundleVerifier.verify(file, from: opened.bundleOffset, trusting: terms, progress: note)
        let spec = try Worker.spec(of: bundle.content)
        self.file = file
        self.path = path
        self.programs = programs
        key = opened.key
        bundleOffset = opened.bundleOffset
        offer = Offer(
            name: bundle.name, digest: bundle.manifestDigest, sequence: bundle.trust.sequence ?? 0,
            spec: spec.configured(by: Configuration(overrides: overrides)), bytes: bundle.content.bytes,
            files: bundle.content.files, platform: opened.node.platform, version: opened.node.version,
            programs: ProgramFolder.id(opened.node),
            programBytes: opened.node.programs.reduce(0) { $0 + $1.size }, keyLine: key.line, keyName: key.name,
            isDevelopmentKey: key.comment == TrustFolder.developmentComment)
    }
}
