import SlipwayBundle
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct TreePlanTests {
    private func refusal(_ components: [ComponentTree]) throws -> Refusal? {
        let folder = try TemporaryFolder("plan")
        let store = try DirectoryStore(at: folder("store"))
        let tree = ReleaseTree(
            name: ReleaseSample.name, platform: .linuxAMD64, spec: ReleaseSample.spec, components: components)
        let refusal = #expect(throws: Refusal.self) { try Sealer(store: store) { _ in }.seal(tree) }
        #expect(refusal?.code == .badInput)
        #expect(try Files.names(in: store.path + "/blobs/sha256") == [])
        return refusal
    }

    private func part(_ component: Component, _ paths: [String], folders: [String] = []) -> ComponentTree {
        ComponentTree(
            component: component, folders: folders, files: paths.map { TreeSource(path: $0, content: .bytes([1])) })
    }

    @Test func twoComponentsMayNotHoldTheSameFile() throws {
        let refusal = try refusal([part(.warLib, ["a/b"]), part(.warApp, ["x", "./a//b"])])
        #expect(refusal?.sentence == "the file a/b is in the release twice (war-lib and war-app)")
    }

    @Test func oneComponentMayNotHoldAFileTwice() throws {
        #expect(try refusal([part(.warApp, ["a", "a"])])?.sentence.contains("twice (war-app and war-app)") == true)
    }

    @Test func aFileMayNotBeAFolderElsewhere() throws {
        #expect(try refusal([part(.warLib, ["a"]), part(.warApp, ["a/b"])])?.sentence.hasPrefix("a is a file") == true)
        #expect(try refusal([part(.warLib, ["a"]), part(.warApp, [], folders: ["a"])]) != nil)
    }

    @Test(arguments: ["../a", "/a", "", "a/.wh.b", "a\nb"]) func unsafePathsAreRefused(_ path: String) throws {
        #expect(try refusal([part(.warApp, [path])])?.sentence.hasPrefix("the war-app of shop 1.4.2 holds") == true)
        #expect(try refusal([part(.warApp, ["x"], folders: [path])]) != nil)
    }

    @Test func aReleaseWithoutFilesIsRefused() throws {
        #expect(try refusal([part(.warApp, [])]) != nil)
        #expect(try refusal([]) != nil)
    }
}
