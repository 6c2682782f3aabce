import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct SealerTests {
    @Test func layersAreInTheOrderOfTheirComponents() throws {
        let sample = try ReleaseSample()
        let layers = try sample.manifest.layers
        #expect(layers.map { $0.annotations?[Annotation.component] } == ["jdk", "wrapper", "war-lib", "war-app"])
        #expect(layers.allSatisfy { $0.mediaType == MediaType.layer })
        #expect(layers[0].annotations?[Annotation.files] == "2")
        #expect(layers[0].annotations?[Annotation.bytes] == "\(10 + 23 * 20_000)")
    }

    @Test func theManifestNamesTheReleaseAndNoTime() throws {
        let sample = try ReleaseSample()
        let manifest = try sample.manifest
        #expect(
            manifest.annotations == [
                Annotation.title: "shop", Annotation.version: "1.4.2", Annotation.refName: "shop:1.4.2",
            ])
        let config = try JSONText.value(ImageConfig.self, from: sample.store.read(manifest.config, limit: 1 << 20))
        #expect(config.created == "2020-01-01T00:00:00Z")
        #expect(config.os == "linux" && config.architecture == "amd64")
        #expect(config.config.Entrypoint == ["${release}/jdk/bin/java", "-version"])
        #expect(config.config.WorkingDir == "/")
        #expect(config.rootfs.diff_ids.count == 4 && config.history.count == 4)
    }

    @Test func theLayersAreWhatSystemToolsSeeInThem() throws {
        let sample = try ReleaseSample()
        let manifest = try sample.manifest
        let config = try JSONText.value(ImageConfig.self, from: sample.store.read(manifest.config, limit: 1 << 20))
        for (index, layer) in manifest.layers.enumerated() {
            let plain = sample.folder("layer-\(index).tar")
            let blob = sample.store.blobPath(layer.digest)
            #expect(try Command.run("zstd", ["-q", "-d", "-c", blob, "-o", plain]).succeeded)
            #expect(try Hashing.sha256(file: plain).digest == config.rootfs.diff_ids[index])
        }
        let listed = try Command.run(
            "tar", ["--numeric-owner", "--utc", "--full-time", "-tvf", sample.folder("layer-0.tar")])
        let lines = listed.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.count == 7)
        #expect(lines[0] == "drwxr-xr-x 0/0 0 2020-01-01 00:00:00 jdk/")
        #expect(lines[1] == "drwxr-xr-x 0/0 0 2020-01-01 00:00:00 jdk/bin/")
        #expect(lines[2].hasPrefix("-rwxr-xr-x 0/0 10 2020-") && lines[2].hasSuffix(" jdk/bin/java"))
        #expect(lines[3...4].map { String($0.split(separator: " ").last ?? "") } == ["jdk/empty/", "jdk/empty/inner/"])
    }

    @Test func unpackedLayersGiveTheDeclaredTreeDigest() throws {
        let sample = try ReleaseSample()
        for layer in try sample.manifest.layers {
            let out = sample.folder("out-" + layer.digest.short)
            try Folders.make(out)
            let blob = sample.store.blobPath(layer.digest)
            #expect(try Command.run("tar", ["--zstd", "-xpf", blob, "-C", out]).succeeded)
            let tree = TreeReader.digest(of: try TreeReader.listing(of: out))
            #expect(tree.description == layer.annotations?[Annotation.tree])
        }
    }

    @Test func nothingOfTheBuildMachineGetsIn() throws {
        let first = try ReleaseSample()
        let second = try TemporaryFolder("bundle-elsewhere-with-a-longer-name")
        let root = try ReleaseSample.files(in: second)
        for name in try Files.names(in: root) {
            try Disk.setTime(root + "/" + name, seconds: 86_400 * 365)
            try Disk.chmod(root + "/" + name, 0o444)
        }
        var tree = ReleaseSample.tree(root)
        tree.components.reverse()
        for index in tree.components.indices { tree.components[index].files.reverse() }
        let store = try DirectoryStore(at: second("store"))
        let descriptor = try Sealer(store: store) { _ in }.seal(tree)
        #expect(descriptor == first.descriptor)
        try BundleWriter.write(descriptor, name: ReleaseSample.name, from: store, to: second("b.tar"))
        #expect(try Files.read(second("b.tar")) == Files.read(first.bundle()))
    }

    @Test func anUnchangedComponentIsNotMadeAgain() throws {
        let sample = try ReleaseSample()
        let root = sample.folder("tree")
        try sample.folder.write("tree/new.html", "<h1>new shop</h1>\n")
        var reused: [Component] = []
        var packed: [Component] = []
        let sealer = Sealer(store: sample.store) { progress in
            if case .reused(let component, _) = progress { reused.append(component) }
            if case .packed(let component, _) = progress { packed.append(component) }
        }
        let next = try sealer.seal(ReleaseSample.tree(root, page: "new.html"), replacing: true)
        #expect(reused == [.jdk, .wrapper, .warLib])
        #expect(packed == [.warApp])
        #expect(next != sample.descriptor)
        #expect(try sealer.seal(ReleaseSample.tree(root), replacing: true) == sample.descriptor)
    }

    @Test func aFileThatChangesWhileItIsReadIsAnError() throws {
        for change in ["modules of the runtimE ", "shorter", String(repeating: "longer ", count: 70_000)] {
            let folder = try TemporaryFolder("bundle")
            let root = try ReleaseSample.files(in: folder)
            let store = try DirectoryStore(at: folder("store"))
            let text = change.count == 23 ? String(repeating: change, count: 20_000) : change
            let sealer = Sealer(store: store) { progress in
                if case .hashed(.jdk, _, _) = progress { _ = try? folder.write("tree/modules", text) }
            }
            let error = #expect(throws: BundleError.self) { try sealer.seal(ReleaseSample.tree(root)) }
            #expect(error?.subject == root + "/modules")
            #expect(try Files.names(in: store.path + "/blobs/sha256") == [])
            #expect(try Files.names(in: store.path + "/ingest") == [])
        }
    }

    @Test func aReleaseThatIsRefusedChangesNothingInTheStore() throws {
        let sample = try ReleaseSample()
        try sample.folder.write("tree/new.html", "<h1>new shop</h1>\n")
        func files() throws -> [String] {
            try Files.walk(sample.store.path).filter { $0.facts.kind == .file }.map {
                "\($0.path) \($0.facts.size) \($0.facts.inode)"
            }
        }
        let before = try files()
        let tree = ReleaseSample.tree(sample.folder("tree"), page: "new.html")
        let refusal = #expect(throws: Refusal.self) { try Sealer(store: sample.store) { _ in }.seal(tree) }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.hasPrefix("shop 1.4.2 is in the store already, with other content (") == true)
        #expect(try files() == before)
        // Another one, packed while the first was being made, keeps the layer that both hold.
        var other = tree
        other.name.version = "2.0"
        var made: Descriptor?
        let first = Sealer(store: sample.store) { progress in
            if case .packed(.warApp, _) = progress { made = try? Sealer(store: sample.store) { _ in }.seal(other) }
        }
        #expect(throws: Refusal.self) { try first.seal(tree) }
        let seen = try sample.store.inspect(try #require(made))
        #expect(seen.blobs == 6 && seen.damaged == [])
    }

    @Test func aFileHashedBeforehandIsReadOnlyToBePacked() throws {
        let folder = try TemporaryFolder("bundle")
        let path = try folder.write("a", "content")
        let content = Array("content".utf8)
        var source = TreeSource(path: "a", content: .file(path))
        source.known = TreeSource.Known(digest: Hashing.sha256(content), size: 7)
        let store = try DirectoryStore(at: folder("store"))
        func seal() throws -> Descriptor {
            let tree = ReleaseTree(
                name: ReleaseSample.name, platform: .linuxAMD64, spec: ReleaseSample.spec,
                components: [ComponentTree(component: .warApp, files: [source])])
            return try Sealer(store: store) { _ in }.seal(tree)
        }
        let first = try seal()
        try Disk.unlink(path)
        #expect(try seal() == first)
        // A wrong announcement is found out where the file is read.
        source.known = TreeSource.Known(digest: Hashing.sha256([1]), size: 7)
        try folder.write("a", "content")
        #expect(throws: BundleError.self) { try seal() }
        source.content = .bytes(content)
        #expect(throws: BundleError.self) { try seal() }
    }
}
