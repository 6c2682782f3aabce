import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct UndeployTests {
    /// With what a stopped app has on disk.
    private func rig() throws -> OfflineRig {
        let rig = try OfflineRig()
        for number in 1...3 {
            try rig.folder.write("node/apps/shop/generations/\(number)/config.json", "{}")
            try Folders.make(rig.app.generation(number) + "/work")
        }
        try AtomicLink.point(rig.app.current, to: "generations/3")
        try rig.folder.write("node/apps/shop/want.json", "{}")
        try rig.folder.write("node/apps/shop/shared/uploads/a.txt", "kept")
        try Folders.make(rig.app.logs)
        return rig
    }

    @Test func historyAndSharedFoldersStay() throws {
        let rig = try rig()
        let sentence = try rig.ask(.undeploy(app: "shop", purge: false)).sentence
        let root = rig.layout.state
        #expect(
            sentence == "shop is undeployed; its history and \(rig.app.shared) stay, "
                + "slipway undeploy shop --purge --root \(root) removes them")
        #expect(try Files.names(in: rig.app.folder) == ["ledger.jsonl", "shared"])
        #expect(try rig.state().isUndeployed && rig.state().lastGeneration == 3)
        let refusal = #expect(throws: Refusal.self) { try rig.ask(.undeploy(app: "shop", purge: false)) }
        #expect(refusal?.sentence == "shop is not deployed on this node")
        #expect(
            try rig.ask(.undeploy(app: "shop", purge: true)).sentence
                == "shop is undeployed, and nothing of it is left on this node")
        #expect(try Files.names(in: rig.layout.apps) == [])
        let unknown = #expect(throws: Refusal.self) { try rig.ask(.undeploy(app: "shop", purge: true)) }
        #expect(unknown?.code == .notFound && unknown?.sentence == "no app shop on this node")
    }

    /// The disk refuses the n-th change and all after it, as when the host dies; done again, nothing is left over.
    @Test(arguments: [false, true])
    func anInterruptedRemovalIsFinished(_ purge: Bool) throws {
        var number = 0
        var asked = Int.max
        while number < asked {
            number += 1
            let rig = try rig()
            let seen = DiskFaults.failing(number, below: rig.layout.state, code: EIO, dead: true) {
                _ = try? rig.ask(.undeploy(app: "shop", purge: purge))
            }
            if seen < number { asked = number }
            let isWhole = Files.exists(rig.app.ledger) ? try !rig.state().isUndeployed : false
            if isWhole { #expect(Files.exists(rig.app.generation(3) + "/config.json"), "change \(number)") }
            _ = try? rig.ask(.undeploy(app: "shop", purge: purge))
            let left = try Files.names(in: rig.layout.apps)
            if purge {
                // What is on its way out is removed by the next daemon, or with the next purge.
                #expect(left == [] || left == [".gone-shop"], "change \(number)")
            } else {
                #expect(try Files.names(in: rig.app.folder) == ["ledger.jsonl", "shared"], "change \(number)")
                #expect(try Files.text(rig.app.shared + "/uploads/a.txt") == "kept")
            }
        }
        #expect(number > 15)
    }
}
