import SlipwayControl
import SlipwayModel
import Testing

@testable import SlipwayVerbs

@Suite struct DifferenceTextTests {
    private func difference(from: String? = "shop 1.4.1") -> ReleaseDifference {
        ReleaseDifference(
            from: from, to: "shop 1.4.2", components: [], jars: [], files: .init(), configuration: [], ports: [],
            bytesAdded: 0, bytesRemoved: 0)
    }

    private func changed() -> ReleaseDifference {
        var difference = difference()
        let digest = "sha256:" + String(repeating: "a1", count: 32)
        difference.components = [.init(name: "war-lib", from: digest, to: nil)]
        difference.jars = [
            .init(name: "gson", from: "2.9.1", to: "2.10.1"), .init(name: "guava", from: nil, to: "32.1"),
        ]
        difference.files.added = ["webapps/ROOT/b.html"]
        difference.files.removed = ["webapps/ROOT/a.html"]
        difference.files.changed = ["webapps/ROOT/c.html"]
        difference.configuration = [.init(name: "db.password", from: "(secret old)", to: "(secret new)")]
        difference.ports = [.init(name: "http", from: "8080", to: "8081")]
        difference.bytesAdded = 2_000_000
        difference.bytesRemoved = 512
        return difference
    }

    private static let body = [
        "components", "  - war-lib a1a1a1a1a1a1", "jars", "  ~ gson 2.9.1 → 2.10.1", "  + guava 32.1", "files",
        "  - webapps/ROOT/a.html", "  + webapps/ROOT/b.html", "  ~ webapps/ROOT/c.html", "configuration",
        "  ~ db.password (secret old) → (secret new)", "ports", "  ~ http 8080 → 8081", "bytes: +2.0 MB -512 B",
    ]

    @Test func everyKindOfChangeHasItsSection() {
        #expect(DifferenceText.lines(changed()) == ["shop 1.4.1 → shop 1.4.2"] + Self.body)
    }

    @Test func noDifferenceIsSaid() {
        #expect(DifferenceText.lines(difference()) == ["shop 1.4.1 → shop 1.4.2", "  no difference"])
    }

    @Test func moreThanTwentyFilesAreCounted() {
        var difference = difference()
        difference.files.added = (10..<35).map { "f\($0)" }
        let lines = DifferenceText.lines(difference)
        #expect(lines.count == 23)
        #expect(lines.suffix(2) == ["  + f29", "  … and 5 more"])
    }

    @Test func whereNothingWasFilesAreCounted() {
        var difference = difference(from: nil)
        difference.files.added = (10..<35).map { "f\($0)" }
        #expect(DifferenceText.lines(difference) == ["shop 1.4.2", "files", "  + 25 files"])
    }

    @Test func aPlanTellsWhatIsInTheWayAndThatNothingWasChanged() {
        let plan = PlanDocument(
            app: "shop", nothing: false, difference: changed(), generation: 7, mode: "handover",
            modeReason: "memory is too small for two",
            steps: [
                .init(do: ["bin/migrate", "up"], undo: ["bin/migrate", "down"], deadline: .seconds(300)),
                .init(at: .afterAdmit, do: ["bin/announce"]),
            ], memory: .init(available: 1 << 30, needed: 3 << 29),
            bytes: 2_000_000, obstacles: ["port 8081 (http) is taken"])
        #expect(
            PlanText.lines(plan) == ["shop 1.4.2 would become generation 7 of shop"] + Self.body + [
                "switch: handover, memory is too small for two",
                "step 1, before clients are let in: bin/migrate up within 5m; bin/migrate down undoes it",
                "step 2, after clients are let in: bin/announce within 1m; nothing undoes it",
                "memory: 1 GiB available, 1.5 GiB expected to be needed",
                "disk: 2.0 MB to unpack", "in the way now", "  ✗ port 8081 (http) is taken", "nothing was changed",
            ])
    }

    @Test func aPlanOfWhatRunsIsShort() {
        let plan = PlanDocument(
            app: "shop", nothing: true, difference: difference(), generation: 7, mode: "overlap", modeReason: nil,
            memory: .init(available: 0, needed: nil), bytes: 0, obstacles: [])
        #expect(
            PlanText.lines(plan) == [
                "shop 1.4.2 already runs with this configuration; there is nothing to do", "nothing was changed",
            ])
    }
}
