import SlipwayBuild
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// What lies beside a release tells what it is made of, in words that other programs understand.
@Suite struct ReleaseDocumentTests {
    private struct Bom: Decodable {
        struct Component: Decodable {
            struct Hash: Decodable { var content: String }
            var name: String
            var version: String?
            var purl: String?
            var hashes: [Hash]?
        }
        var components: [Component]
    }

    private static let gson = StoredZip.bytes([
        (
            "META-INF/maven/com.google.code.gson/gson/pom.properties",
            "groupId=com.google.code.gson\nartifactId=gson\nversion=2.10.1\n"
        )
    ])

    private func rig() throws -> BuildRig {
        let rig = try BuildRig()
        let fat = StoredZip.bytes(of: [("lib/gson.jar", Self.gson)])
        try rig.write(
            "app/shop.war",
            StoredZip.bytes(of: [
                ("index.jsp", [1]), ("WEB-INF/lib/gson.jar", Self.gson), ("WEB-INF/lib/fat-1.0.jar", fat),
                ("WEB-INF/lib/broken-0.1.jar", [1, 2, 3]),
            ]))
        return rig
    }

    private func bom(_ bytes: [UInt8]?) throws -> [Bom.Component] {
        try JSONText.value(Bom.self, from: try #require(bytes)).components
    }

    @Test func everyJarIsListedNestedOnesToo() throws {
        let rig = try rig()
        let listed = try bom(rig.documents(of: rig.build(signing: BuildRig.key()))[MediaType.bom])
        let gson = listed.filter { $0.purl == "pkg:maven/com.google.code.gson/gson@2.10.1" }
        #expect(gson.count == 2)
        #expect(gson.allSatisfy { $0.hashes?.first?.content == Hashing.sha256(Self.gson).hex })
        let names = listed.map { "\($0.name) \($0.version ?? "-")" }
        #expect(names.contains("fat 1.0") && names.contains("broken 0.1") && names.contains("my-jdk -"))
        #expect(names.contains("slipway-tomcat \(Program.version)") && names.contains("catalina -"))
    }

    @Test func sameInputsGiveTheSameDocumentsAnywhere() throws {
        let one = try rig()
        let two = try rig()
        let first = try one.documents(of: one.build(signing: BuildRig.key()))
        try Disk.setTime(two.folder("app/recipe.yaml"), seconds: 7)
        // The images' archives differ in their times, and the documents name them by their digests.
        for name in ["my-jdk", "my-tomcat"] {
            for file in ["\(name).tar.gz", "app/\(name).yaml"] {
                try two.write(file, Files.read(one.folder(file)))
            }
        }
        #expect(try two.documents(of: two.build(signing: BuildRig.key())) == first && first.count == 2)
    }

    @Test func noDocumentTellsOfTheMachine() throws {
        let rig = try rig()
        for (type, bytes) in try rig.documents(
            of: rig.build(["note=plain", "db.password=hush"], signing: BuildRig.key()))
        {
            let text = String(decoding: bytes, as: UTF8.self)
            for word in [
                rig.folder.path, "/home/", "/root", "/tmp", "/work", "file://", "hush", "202\(5)-", "202\(6)-",
            ] {
                #expect(text.utf8.firstRange(of: word.utf8) == nil, "\(type) tells \(word)")
            }
        }
    }

    @Test func aJarThatIsKnownIsNotOpenedAgain() throws {
        let rig = try rig()
        let first = try rig.build(signing: BuildRig.key())
        // A memory that is there is believed: so it is seen to be used.
        let jars = rig.store + "/jars"
        let digest = Hashing.sha256(Self.gson).hex
        let text = try Files.text(jars + "/" + digest)
        try DurableFile.replaceVolatile(jars + "/" + digest, with: Array(text.replacing("2.10.1", with: "9.9.9").utf8))
        let second = try rig.build(["page.title=new"], replacing: true, signing: BuildRig.key())
        #expect(second != first)
        #expect(try bom(rig.documents(of: second)[MediaType.bom]).count { $0.version == "9.9.9" } == 1)
    }

    @Test func foreignValidatorsAcceptThem() throws {
        let materials = ReleaseMaterials(
            release: ReleaseName(name: "shop", version: "1.4.2"), manifest: Hashing.sha256([1]),
            images: [
                ReleaseMaterials.Image(
                    .jdk, name: "jdk-17", version: "17.0.17", tree: Hashing.sha256([2]),
                    packages: [
                        ImageLock.Entry(
                            package: "openjdk-17-jre-headless", version: "1:17.0.17+10-1~deb12u1",
                            architecture: "amd64", sha256: Hashing.sha256([3]))
                    ], archive: nil),
                ReleaseMaterials.Image(
                    .tomcat, name: "up", version: nil, tree: Hashing.sha256([2]), packages: [],
                    archive: Hashing.sha256([4])),
            ], jars: [], recipe: Hashing.sha256([5]),
            sources: [.init(name: "admin", content: .folder(Hashing.sha256([6])))], settings: ["a": "b"])
        try Validators.check(
            bom: BomPlan(materials).bytes(), provenance: ProvenancePlan(materials, platform: .linuxAMD64).bytes())
        let rig = try rig()
        let documents = try rig.documents(of: rig.build(signing: BuildRig.key()))
        try Validators.check(
            bom: #require(documents[MediaType.bom]), provenance: #require(documents[MediaType.provenance]))
    }
}

/// Programs of others that know the published formats; see scripts/validate-documents.sh.
enum Validators {
    static func check(bom: [UInt8], provenance: [UInt8]) throws {
        let folder = try TemporaryFolder("validate")
        try DurableFile.replaceVolatile(folder("bom.json"), with: bom)
        try DurableFile.replaceVolatile(folder("provenance.json"), with: provenance)
        let repository = parent(of: parent(of: parent(of: #filePath)))
        let script = repository + "/scripts/validate-documents.sh"
        let result = try Command.run(script, [folder("bom.json"), folder("provenance.json")])
        #expect(result.succeeded && result.output.hasPrefix("valid: "), "\(result.errors)\(result.output)")
    }
}
