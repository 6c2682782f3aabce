import SlipwayModel
import SlipwayNode
import Testing

@Suite struct PreflightPlanTests {
    private static let gibibyte: Int64 = 1 << 30

    private func service(_ change: (inout ServiceSpec) -> Void = { _ in }) -> ServiceSpec {
        var spec = NodeSettingsTests.spec
        change(&spec)
        return spec
    }

    private func facts(available: Int64? = 8 << 30, resident: Int64? = nil) -> PreflightFacts {
        var facts = PreflightFacts()
        facts.availableMemory = available
        facts.resident = resident
        return facts
    }

    private func mode(
        _ new: ServiceSpec, _ old: ServiceSpec?, isThere: Bool = false, _ facts: PreflightFacts
    ) -> [String?] {
        let (mode, reason) = PreflightPlan.mode(new, over: old, isThere: isThere, facts)
        return [mode.rawValue, reason]
    }

    @Test func theLimitCountsThenTheHeapThenWhatRuns() {
        let heap = service { $0.jvm?.heap = "1g" }
        let limit = service {
            $0.jvm?.heap = "1g"
            $0.limits.memory = 3 << 30
        }
        #expect(PreflightPlan.needed(limit, resident: 5) == 3 << 30)
        #expect(PreflightPlan.needed(heap, resident: 5) == (1 << 30) + (1 << 28) + (64 << 20))
        #expect(PreflightPlan.needed(service(), resident: 5) == 5)
        #expect(PreflightPlan.needed(service(), resident: nil) == nil)
    }

    @Test func twoThatFitRunSideBySide() {
        let new = service { $0.limits.memory = 2 << 30 }
        #expect(mode(new, service(), facts(available: 2 << 30)) == ["overlap", nil])
        #expect(mode(new, service(), facts(available: nil)) == ["overlap", nil])
        #expect(mode(service(), service(), facts(available: 1)) == ["overlap", nil])
    }

    @Test func aSecondThatDoesNotFitTakesOver() {
        let new = service { $0.limits.memory = 2 << 30 }
        let short = facts(available: 1229 << 20)
        let reason = "memory: 1.2 GiB available, a second one needs 2 GiB"
        #expect(mode(new, service(), short) == ["handover", reason])
        #expect(mode(new, nil, short) == ["overlap", nil])
        #expect(mode(new, service(), isThere: true, short) == ["overlap", nil])
        #expect(mode(service { $0.switch.mode = .stopStart }, service(), short) == ["stop-start", nil])
    }

    @Test func whatCannotRunTwiceTakesOver() {
        for old: SwitchPolicy.Mode in [.handover, .stopStart] {
            #expect(mode(service(), service { $0.switch.mode = old }, facts())[0] == "handover")
        }
        let inherited = service { $0.sockets = .inherited }
        #expect(mode(inherited, service(), facts())[0] == "handover")
        #expect(mode(service(), inherited, facts())[0] == "handover")
        #expect(mode(inherited, nil, facts()) == ["overlap", nil])
    }

    @Test func whatOpensItsPortsItselfNeedsThemClosed() {
        for kind: SwitchPolicy.Mode in [.overlap, .handover] {
            let own = service {
                $0.sockets = .own
                $0.switch.mode = kind
            }
            let other = service { $0.switch.mode = kind }
            #expect(mode(own, other, facts()) == ["stop-start", "its program opens its ports itself"])
            #expect(mode(other, own, facts()) == ["stop-start", "the program before it opens its ports itself"])
            #expect(mode(other, other, facts()) == [kind.rawValue, nil])
        }
    }

    @Test(
        arguments: [
            ("2.34", "2.36", true), ("2.36", "2.36", true), ("2.4", "2.36", true), ("2.36", "2.4", false),
            ("2.34", nil, false), ("2.34", "2", false), (nil, nil, true), ("2.28", "2.28.1", true),
        ] as [(String?, String?, Bool)])
    func aLibraryThatIsTooOldIsAnObstacle(_ needed: String?, _ has: String?, _ isFine: Bool) {
        var facts = facts()
        facts.glibc = has
        let obstacles = PreflightPlan.obstacles(service { $0.glibc = needed }, facts) { $0 }
        #expect(obstacles.isEmpty == isFine)
        #expect(obstacles.allSatisfy { $0.code == .badInput })
        if let has, !isFine { #expect(obstacles[0].sentence.contains(has)) }
    }

    @Test(
        arguments: [("4g", nil, nil), ("9g", nil, "jvm.heap 9 GiB"), (nil, 9, "limits.memory 9 GiB"), ("8g", 8, nil)]
            as [(String?, Int64?, String?)])
    func whatTheHostCouldNotRunAloneIsRefused(_ heap: String?, _ limit: Int64?, _ word: String?) {
        var facts = facts(available: 1)
        facts.totalMemory = 8 << 30
        let spec = service {
            $0.jvm?.heap = heap
            $0.limits.memory = limit.map { $0 << 30 }
        }
        let refusal = PreflightPlan.obstacles(spec, facts) { $0 }.first
        #expect(refusal?.code == word.map { _ in .badInput })
        #expect(
            refusal?.sentence == word.map { "\(spec.name) \(spec.version) has \($0), and this host has 8 GiB in all" })
        #expect(PreflightPlan.tooLarge(spec, total: nil) == nil)
    }

    @Test func whatIsMissingIsNamedWithItsRemedy() {
        var facts = facts()
        facts.unset = ["shop-db-password"]
        facts.taken = [
            .init(name: "http", port: 8080, holder: "the app admin"), .init(name: "admin", port: 8090, holder: nil),
            .init(name: "low", port: 80, holder: nil, isForbidden: true),
        ]
        let obstacles = PreflightPlan.obstacles(service(), facts) { "slipway \($0) --root /n" }
        #expect(obstacles.map(\.code) == [.notFound, .failed, .failed, .notPermitted])
        #expect(obstacles[0].sentence == "the secret shop-db-password is not set on this node")
        #expect(obstacles[0].hint == "set it: slipway secret set shop-db-password --root /n")
        #expect(obstacles[1].sentence == "port 8080 (http) is taken by the app admin")
        #expect(obstacles[2].sentence.hasPrefix("port 8090 (admin) is taken by a process"))
        #expect(obstacles[3].sentence == "this user may not listen on port 80 (low)")
        #expect(obstacles[3].hint?.hasPrefix("choose a port from 1024 on: listen.low=PORT") == true)
    }
}
