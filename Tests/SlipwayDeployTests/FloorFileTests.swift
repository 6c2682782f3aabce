import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct FloorFileTests {
    private let folder: TemporaryFolder
    private let layout: NodeLayout
    private var file: FloorFile { FloorFile(layout, "shop", release: "shop") }

    init() throws {
        folder = try TemporaryFolder("floor")
        layout = NodeLayout(root: folder("node"))
    }

    private func trust(_ sequence: Int?, _ accepted: [Acceptance] = []) -> ReleaseTrust {
        ReleaseTrust(key: "0123456789ABCDEF", keyName: "k", sequence: sequence, accepted: accepted)
    }

    @Test func itRisesAndNeverFalls() throws {
        #expect(try file.read() == nil)
        try file.raise(by: trust(nil, [.unsigned]), digest(1))
        #expect(!Files.exists(layout.floors))
        for (sequence, floor) in [(3, 3), (17, 17), (5, 17), (18, 18)] {
            try file.raise(by: trust(sequence), digest(1))
            #expect(try file.read() == floor)
        }
        #expect(try FloorFile(layout, "other", release: "shop").read() == nil)
        let text = try Files.text(layout.floor("shop"))
        for word in ["dev.slipway.floor.v1", "\"sequence\" : 18", "\"app\" : \"shop\"", digest(1).description] {
            #expect(text.contains(word), "\(text)")
        }
    }

    /// A floor that nobody can read is not one of zero.
    @Test(arguments: [
        "", "{}", "null", #"{"schema":"dev.slipway.floor.v1","app":"other","sequence":1,"digest":"sha256:x"}"#,
        String(repeating: " ", count: 5000),
    ])
    func whatCannotBeReadIsRefused(_ text: String) throws {
        try folder.write("node/floors/shop.json", text)
        let refusal = #expect(throws: Refusal.self) { try file.read() }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.contains(layout.floor("shop")) == true)
        #expect(refusal?.hint?.isEmpty == false)
        #expect(throws: Refusal.self) { try file.raise(by: trust(9), digest(1)) }
        #expect(try Files.text(layout.floor("shop")) == text)
    }

    @Test func aLinkIsNoFloor() throws {
        try file.raise(by: trust(9), digest(1))
        try Disk.rename(layout.floor("shop"), to: folder("elsewhere"))
        try Disk.symlink(to: folder("elsewhere"), at: layout.floor("shop"))
        #expect(throws: Refusal.self) { try file.read() }
    }

    /// The disk refuses the n-th change, for every n: the floor is the old one or the new one.
    @Test func aDiskThatFailsLeavesTheOldOrTheNew() throws {
        try file.raise(by: trust(5), digest(1))
        var number = 0
        var asked = Int.max
        while number < asked {
            number += 1
            let seen = DiskFaults.failing(number, below: layout.state, code: EIO, dead: true) {
                try? file.raise(by: trust(5 + number), digest(2))
            }
            if seen < number { asked = number }
            let floor = try #require(try file.read())
            #expect(floor >= 5 && floor <= 5 + number)
        }
        #expect(number > 3)
        #expect(try file.read() == 5 + number)
    }
}
