import SlipwayBundle
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayVerbs
@testable import slipway

@Suite struct KeysFolderTests {
    private let place: TemporaryFolder
    private let folder: KeysFolder

    init() throws {
        place = try TemporaryFolder("keys")
        folder = KeysFolder(place("config/slipway/keys"))
    }

    @Test func aKeyIsForItsOwnerAlone() throws {
        let key = try folder.create("release", passphrase: nil)
        #expect(try Files.facts(folder.path)?.mode == 0o700)
        #expect(try Files.facts(folder.secret("release"))?.mode == 0o600)
        #expect(try TrustFolder.key(folder.shown("release")) == key)
        #expect(try folder.names() == ["release"])
        #expect(try folder.unlocked("release", passphrase: nil).id == key.id)
    }

    @Test func nothingIsOverwritten() throws {
        let key = try folder.create("release", passphrase: nil)
        let refusal = #expect(throws: Refusal.self) { try folder.create("release", passphrase: nil) }
        #expect(refusal?.code == .badInput)
        try Disk.unlink(folder.secret("release"))
        #expect(throws: Refusal.self) { try folder.create("release", passphrase: nil) }
        #expect(try TrustFolder.key(folder.shown("release")) == key)
    }

    @Test(arguments: ["", "../x", ".x", "-x", "a b", "x.key", "x.pub", "a/b"])
    func whatCannotBeAFilesNameIsRefused(_ name: String) {
        let refusal = #expect(throws: Refusal.self) { try folder.create(name, passphrase: nil) }
        #expect(refusal?.code == .usage && !Files.exists(folder.path))
    }

    @Test func theDevelopmentKeyIsMadeOnce() throws {
        let first = try folder.development()
        let second = try folder.development()
        #expect(first.isNew && !second.isNew && first.key.id == second.key.id)
        #expect(try TrustFolder.key(folder.shown("development")).comment == TrustFolder.developmentComment)
        #expect(try folder.defaultName() == nil)
    }

    /// What a crash between the two files of a key leaves.
    @Test func aPublicHalfThatIsMissingOrAnothersIsMended() throws {
        let key = try folder.create("release", passphrase: nil)
        try Disk.unlink(folder.shown("release"))
        _ = try folder.unlocked("release", passphrase: nil)
        #expect(try TrustFolder.key(folder.shown("release")) == key)
        let other = try folder.create("other", passphrase: nil)
        try DurableFile.replace(folder.shown("release"), with: Array(other.text.utf8))
        _ = try folder.unlocked("release", passphrase: nil)
        #expect(try TrustFolder.key(folder.shown("release")) == key)
    }

    /// Debian's minisign believes it too.
    @Test func theOldKeyVouchesForTheNewOne() throws {
        let before = try folder.create("release", passphrase: nil)
        for number in 1...2 {
            let old = try folder.unlocked("release", passphrase: nil)
            let (key, former) = try folder.rotate("release", old, passphrase: nil)
            #expect(former == "release.\(number)" && key.id != old.id)
            #expect(try folder.unlocked(former, passphrase: nil).id == old.id)
            #expect(try folder.unlocked("release", passphrase: nil).id == key.id)
            let shown = folder.shown("release")
            let checked = try Command.run("minisign", ["-V", "-p", folder.shown(former), "-m", shown])
            #expect(checked.succeeded, "\(checked.errors)")
            let source = try #require(try KeysSource("release", folder: folder))
            #expect(try source.voucher(among: [old.shown(comment: "")]) == old.shown(comment: "").name)
            #expect(try source.voucher(among: [key]) == nil)
        }
        #expect(try TrustFolder.key(folder.shown("release.1")).id == before.id)
    }

    @Test func aSignatureOverAnotherKeyIsRefused() throws {
        _ = try folder.create("release", passphrase: nil)
        let old = try folder.unlocked("release", passphrase: nil)
        _ = try folder.rotate("release", old, passphrase: nil)
        let stranger = MinisignSecretKey().shown(comment: KeysFolder.comment("release"))
        try DurableFile.replace(folder.shown("release"), with: Array(stranger.text.utf8))
        let source = try #require(try KeysSource(folder.shown("release")))
        let refusal = #expect(throws: Refusal.self) { try source.voucher(among: [old.shown(comment: "")]) }
        #expect(refusal?.code == .badInput)
    }

    @Test func aKeyIsNamedInThreeWays() throws {
        let key = try folder.create("release", passphrase: nil)
        for (words, name) in [("release", "release"), (folder.shown("release"), "release"), (key.line, key.name)] {
            let source = try #require(try KeysSource(words, folder: folder))
            #expect(source.key.id == key.id && source.name == name)
        }
        #expect(try KeysSource("nobody", folder: folder) == nil)
        for wrong in [folder.secret("release"), place.path, folder.path + "/none.pub"] {
            #expect(throws: Refusal.self) { try KeysSource(wrong, folder: folder) }
        }
    }

    @Test func aPassphraseIsReadWithoutItsLineEnd() throws {
        let file = try place.write("passphrase", "words\n")
        let passphrase = try KeysPassphrase.file(file)
        #expect(passphrase == Array("words".utf8))
        let key = try folder.create("release", passphrase: passphrase)
        let path = folder.secret("release")
        #expect(try KeysPassphrase.needed(by: path, given: file) == passphrase)
        #expect(try folder.unlocked("release", passphrase: passphrase).id == key.id)
        let wrong = #expect(throws: Refusal.self) { try folder.unlocked("release", passphrase: [1]) }
        #expect(wrong?.code == .badInput)
        _ = try folder.create("open", passphrase: nil)
        #expect(try KeysPassphrase.needed(by: folder.secret("open"), given: file) == nil)
        _ = try place.write("empty", "\n")
        #expect(throws: Refusal.self) { try KeysPassphrase.file(place("empty")) }
        #expect(throws: Refusal.self) { try KeysPassphrase.file(place("none")) }
    }
}

@Suite struct KeysChoiceTests {
    @Test(arguments: [
        (nil, nil, nil, KeysChoice.development), (nil, nil, "release", .named("release")),
        (nil, "ci", "release", .named("ci")), ("mine", "ci", "release", .named("mine")),
        ("./ci.key", nil, nil, .file("./ci.key")), ("ci.key", nil, nil, .file("ci.key")),
        (nil, "/keys/ci", "release", .file("/keys/ci")), ("development", nil, "release", .development),
        (nil, "", "release", .named("release")),
    ])
    func theNearestWordWins(_ option: String?, _ variable: String?, _ chosen: String?, _ choice: KeysChoice) throws {
        var environment: [String: String] = [:]
        environment["SLIPWAY_KEY"] = variable
        #expect(try KeysChoice(option: option, environment: environment, chosen: chosen) == choice)
    }

    @Test(arguments: ["", "..", "a b"])
    func whatNoKeyIsCalledIsRefused(_ name: String) {
        #expect(throws: Refusal.self) { try KeysChoice(option: name, environment: [:], chosen: nil) }
    }
}
