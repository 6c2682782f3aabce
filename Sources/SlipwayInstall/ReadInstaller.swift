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

    /// Every byte is compared: of the file, of the programs, and of the release. Refuses with 65. `progress` is told how
    /// much of the file was read, of how much, in bytes; on a thread of its own.
    package init(
        _ path: String, overrides: [String: String] = [:],
        progress: @escaping @Sendable (_ done: Int64, _ all: Int64) -> Void = { _, _ in }
    ) throws {
        let file = try OpenFile.read(path)
        let head = try InstallerHead.read(file)
        // What is damaged is told as that, whatever else is wrong with it then.
        let (_, read) = try Workers.both {
            var done: Int64 = 0
            try head.compare(file) { count in
                done += count
                progress(done, head.size - head.stub)
            }
        } _: {
            try Self.verify(file)
        }
        let (opened, programs, bundle) = read
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

    /// By its own key; whether that is to be trusted is for somebody else to say.
    private static func verify(_ file: OpenFile) throws -> (OpenedInstaller, VerifiedPrograms, VerifiedBundle) {
        let opened = try OpenedInstaller.open(file)
        let programs = try opened.programs(trusting: opened.key)
        try programs.check()
        let terms = TrustTerms(
            keys: TrustedKeys([.init(opened.key, isRevoked: false)]), platform: HostPlatform.own)
        return (opened, programs, try BundleVerifier.verify(file, from: opened.bundleOffset, trusting: terms))
    }
}
