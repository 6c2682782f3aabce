import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// An installer holds what went into it, and whoever changes it without the key is refused.
@Suite struct InstallerFileTests {
    @Test func itHoldsWhatWentIntoIt() throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        let file = try OpenFile.read(path)
        let opened = try OpenedInstaller.open(file)
        #expect(opened.head.release == ReleaseSample.name && opened.key == sample.key.shown)
        #expect(opened.node.version == Program.version && opened.node.release == sample.manifest.digest)
        #expect(opened.bundleOffset % 512 == 0)
        try opened.head.compare(OpenFile.read(path))
        let programs = try opened.programs(trusting: sample.key.shown)
        #expect(programs.names == ["slipwayd", "slipway-wrapper"])
        for name in programs.names {
            let target = sample.folder("unpacked-" + name)
            try programs.write(name, to: Disk.create(target), at: target)
            #expect(try Files.read(target) == Files.read(sample.folder("programs/" + name)))
        }
        let verified = try BundleVerifier.verify(file, from: opened.bundleOffset, trusting: sample.terms)
        #expect(verified.manifestDigest == sample.manifest.digest)
        #expect(try BundlePlace(within: file).offset == opened.bundleOffset)
        #expect(try Files.facts(path)?.executable == true)
        #expect(!Files.exists(path + ".new"))
    }

    @Test func aSignatureOfTheWholeFileLiesBesideIt() throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        let signature = try #require(Minisign.Signature(reading: Files.text(path + ".minisig")))
        var bytes = try Files.read(path)
        #expect(signature.verifies(bytes, sample.key.shown))
        #expect(try signature.verifies(hash: BLAKE2b.hash(file: path), sample.key.shown))
        bytes[500] ^= 1
        #expect(!signature.verifies(bytes, sample.key.shown))
    }

    @Test func theSameInputsGiveTheSameBytes() throws {
        let sample = try InstallerSample()
        let (one, other) = (try sample.write("a.run"), try sample.write("b.run"))
        #expect(try Files.read(one) == Files.read(other))
        #expect(try Files.read(one + ".minisig") == Files.read(other + ".minisig"))
    }

    @Test func aBundleHoldsNoProgramsAndIsNoInstaller() throws {
        let sample = try InstallerSample()
        let path = sample.folder("shop.tar")
        try BundleWriter.write(sample.manifest, name: ReleaseSample.name, from: sample.store, to: path)
        let file = try OpenFile.read(path)
        #expect(try BundlePlace(within: file).offset == 0)
        #expect(sample.refusal(path)?.sentence == "the installer is refused: it does not begin as one")
    }

    @Test func aReleaseThatThisKeyHasNotSignedIsRefusedAndNothingIsLeft() throws {
        for (sample, key, words) in [
            (try InstallerSample(), try SignedReleaseTests.key(9), "is signed by the key"),
            (try InstallerSample(key: nil), try SignedReleaseTests.key(), "is not signed"),
        ] {
            let path = sample.folder("shop.run")
            let refusal = #expect(throws: Refusal.self) {
                try sample.writer(key).write(sample.manifest, name: ReleaseSample.name, to: path)
            }
            #expect(refusal?.code == .badInput && refusal?.sentence.contains(words) == true)
            #expect(try Files.names(in: sample.folder.path).filter { $0.contains(".run") } == [])
        }
    }

    @Test func anotherKeyIsNoReasonToBelieveItsPrograms() throws {
        let sample = try InstallerSample()
        let opened = try OpenedInstaller.open(OpenFile.read(sample.write()))
        var twin = try SignedReleaseTests.key(9).shown
        let other = #expect(throws: Refusal.self) { try opened.programs(trusting: twin) }
        #expect(other?.code == .badInput && other?.sentence.contains("is not trusted here") == true)
        twin.id = sample.key.shown.id
        let altered = #expect(throws: Refusal.self) { try opened.programs(trusting: twin) }
        #expect(altered?.code == .badInput && altered?.sentence.contains("it was altered") == true)
    }

    /// Whoever changes a member makes the head fit.
    @Test(arguments: [
        "slipway/statement.json", "slipway/statement.json.minisig", "slipway/node/statement.json",
        "slipway/node/statement.json.minisig", "slipway/node/key.pub", "slipway/node/slipwayd",
        "slipway/node/slipway-wrapper.zst", "oci-layout", "index.json", "blobs/",
    ])
    func aByteChangedInAnyMemberIsRefused(_ member: String) throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        let good = try Files.read(path)
        var seen = 0
        for found in try LooseMembers.list(path) where found.path.hasPrefix(member) && !found.isFolder {
            // The first lines of minisign's files are comments that nobody has signed.
            let isText = found.path.hasSuffix(".minisig") || found.path.hasSuffix(".pub")
            let comment = isText ? good[Int(found.offset)...].prefix { $0 != 10 }.count + 1 : 0
            for part in [1, 2] {
                var bytes = good
                let place = Int(found.offset) + comment + (Int(found.size) - comment - 1) * part / 3
                if bytes[place] == 10 { continue }
                bytes[place] ^= 1
                try sample.put(bytes, path)
                #expect(sample.refusal(path)?.code == .badInput, "\(found.path) at \(place)")
                seen += 1
            }
        }
        #expect(seen > 0)
    }

    @Test func aByteChangedAnywhereBehindTheStubIsFoundByItsDigest() throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        let good = try Files.read(path)
        let head = try InstallerHead.read(OpenFile.read(path))
        for place in stride(from: Int(head.stub), to: good.count, by: good.count / 200) {
            var bytes = good
            bytes[place] ^= 1
            try sample.put(bytes, path)
            let refusal = #expect(throws: Refusal.self) { try head.compare(OpenFile.read(path)) }
            #expect(refusal?.code == .badInput)
        }
    }

    @Test func oneThatIsCutShortOrTooLongIsRefused() throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        let good = try Files.read(path)
        for size in [0, 1, 40, 400, 8192, good.count / 2, good.count - 1] {
            try sample.put(Array(good[..<size]), path)
            #expect(sample.refusal(path)?.code == .badInput)
        }
        #expect(sample.refusal(path)?.sentence.contains("it is cut short: it has \(good.count - 1) bytes") == true)
        try sample.put(good + [0], path)
        #expect(sample.refusal(path)?.sentence.contains("something after its end") == true)
    }

    @Test func programsOfAnotherInstallerAreRefused() throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        var tree = ReleaseSample.tree(try ReleaseSample.files(in: sample.folder), page: "lib.jar")
        tree.name.version = "1.4.3"
        let manifest = try Sealer(store: sample.store) { _ in }.seal(tree, signing: ReleaseSigner(sample.key))
        _ = try sample.writer().write(manifest, name: tree.name, to: sample.folder("other.run"))
        var theirs = LooseBundle()
        try sample.repack(sample.folder("other.run")) { theirs = $0 }
        try sample.repack(path) { bundle in
            for name in ["statement.json", "statement.json.minisig"] {
                bundle["slipway/node/" + name] = theirs["slipway/node/" + name]
            }
        }
        #expect(sample.refusal(path)?.sentence.contains("were signed for another release") == true)
    }

    @Test func aMissingPartIsRefused() throws {
        let sample = try InstallerSample()
        for name in [
            "node/statement.json", "node/statement.json.minisig", "node/key.pub", "node/slipwayd", "statement",
        ] {
            let path = try sample.write()
            try sample.repack(path) { bundle in
                bundle.members.removeAll { $0.path.hasPrefix("slipway/" + name) }
            }
            #expect(sample.refusal(path)?.code == .badInput, "\(name)")
        }
        let path = try sample.write()
        try sample.repack(path) { bundle in bundle.members.removeAll { $0.path.hasPrefix("slipway/node/") } }
        #expect(sample.refusal(path)?.code == .badInput)
    }

    @Test func skopeoReadsWhatFollowsTheStub() throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        let cut = try Command.run(
            "sh",
            ["-c", "tail -c +\(OpenedInstaller.open(OpenFile.read(path)).bundleOffset + 1) '\(path)' >'\(path).tar'"])
        #expect(cut.succeeded)
        let seen = try Command.run(
            "skopeo", ["--insecure-policy", "--tmpdir", sample.folder.path, "inspect", "oci-archive:\(path).tar"])
        #expect(seen.succeeded && seen.output.contains(sample.manifest.digest.description), "\(seen.errors)")
    }
}

/// Where the members of an installer lie in its file.
enum LooseMembers {
    static func list(_ path: String) throws -> [TarMember] {
        let file = try OpenFile.read(path)
        return try TarIndex.members(of: file, named: "it", from: InstallerHead.read(file).stub, most: 99)
    }
}
