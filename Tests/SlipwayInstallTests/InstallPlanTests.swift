import SlipwayInstall
import SlipwayModel
import SlipwayNode
import Testing

struct InstallPlanTests {
    private static let system = InstallPaths(.system(prefix: "/usr/local"))

    private static func offer(
        sequence: Int = 3, version: String = "1.2.0", development: Bool = false, secrets: [String] = []
    ) throws -> Offer {
        var spec = ServiceSpec(
            name: "shop", version: "1.0", runtime: .tomcat, launch: .init(command: ["x"], env: [:]),
            listen: [.init(name: "http", port: 8080)], webapps: [.init(context: "/")], health: [], start: .init(),
            stop: .init(), switch: SwitchPolicy(), restart: RestartPolicy(), keep: 2, order: 10)
        spec.secrets = secrets
        return Offer(
            name: ReleaseName(name: "shop", version: "1.0"),
            digest: try #require(Digest("sha256:" + String(repeating: "a", count: 64))), sequence: sequence,
            spec: spec, bytes: 100 << 20, files: 1000, platform: .linuxAMD64, version: version,
            programs: version + "-abc", programBytes: 40 << 20, keyLine: "RWkey", keyName: "0A",
            isDevelopmentKey: development)
    }

    private static func bare() -> InstallFacts {
        var facts = InstallFacts()
        facts.isRoot = true
        facts.keeping = .systemd
        facts.stateRoom = 1 << 40
        facts.libraryRoom = 1 << 40
        facts.host.totalMemory = 1 << 34
        return facts
    }

    /// As the installation of that very offer leaves it.
    private static func installed() -> InstallFacts {
        var facts = bare()
        facts.installed = .init(programs: "1.2.0-abc", version: "1.2.0")
        (facts.runs, facts.isKnown, facts.isLive, facts.hasApp) = (true, true, true, true)
        (facts.hasUnits, facts.hasCommand, facts.hasUser) = (true, true, true)
        facts.key = .trusted
        facts.floor = 3
        return facts
    }

    private static func plan(
        _ facts: InstallFacts, _ offer: Offer? = nil, _ options: InstallOptions = InstallOptions(installer: "x"),
        _ paths: InstallPaths = system
    ) throws -> InstallPlan {
        try InstallPlan(try offer ?? Self.offer(), facts, options, paths)
    }

    @Test func aBareHostGetsEverythingInItsOrder() throws {
        #expect(
            try Self.plan(Self.bare()).steps == [
                .accounts(app: "shop"), .folders, .trust, .programs, .units, .start, .deploy,
            ])
    }

    @Test func aFolderNeedsNeitherAccountsNorUnits() throws {
        var facts = Self.bare()
        facts.keeping = .keeper
        #expect(
            try Self.plan(facts, nil, InstallOptions(installer: "x"), InstallPaths(.folder("/n"))).steps == [
                .folders, .trust, .programs, .start, .deploy,
            ])
    }

    @Test func whatIsInstalledAlreadyIsNothingToDo() throws {
        #expect(try Self.plan(Self.installed()).isNothing)
    }

    @Test func eachThingThatIsMissingIsDoneAndNothingElse() throws {
        func steps(_ change: (inout InstallFacts) -> Void) throws -> [InstallStep] {
            var facts = Self.installed()
            change(&facts)
            return try Self.plan(facts).steps
        }
        #expect(try steps { $0.runs = false } == [.start])
        #expect(try steps { $0.isLive = false } == [.deploy])
        #expect(try steps { $0.hasUser = false } == [.accounts(app: "shop")])
        #expect(try steps { $0.hasUnits = false } == [.units])
        #expect(try steps { $0.hasCommand = false } == [.programs])
        #expect(try steps { $0.isOnTrial = true } == [.settle])
    }

    @Test func anotherVersionOfTheProgramsIsAnUpgradeAndANewerOneStays() throws {
        let newer = try Self.plan(Self.installed(), Self.offer(version: "1.10.0"))
        #expect(newer.steps == [.programs, .upgrade(from: "1.2.0")])
        let older = try Self.plan(Self.installed(), Self.offer(version: "1.1.9"))
        #expect(older.isNothing && older.keepsNewer)
        var stopped = Self.installed()
        stopped.runs = false
        #expect(try Self.plan(stopped, Self.offer(version: "2.0.0")).steps == [.programs, .upgrade(from: "1.2.0")])
        stopped.hasUnits = false
        #expect(try Self.plan(stopped, Self.offer(version: "1.0.0")).steps == [.start])
    }

    @Test func whatIsSetIsDeployedAlsoWhenItRuns() throws {
        var options = InstallOptions(installer: "x")
        options.overrides = ["listen.http": "81"]
        #expect(try Self.plan(Self.installed(), nil, options).steps == [.deploy])
    }

    // MARK: refusals

    private func refusal(_ body: () throws -> InstallPlan) -> String? {
        do {
            _ = try body()
            return nil
        } catch let refusal as Refusal {
            return "\(refusal.code.rawValue) \(refusal.sentence)"
        } catch {
            return "\(error)"
        }
    }

    @Test func aKeyIsPinnedOnceAndNeverAddedSilently() throws {
        var facts = Self.bare()
        facts.key = .unknown
        #expect(
            refusal { try Self.plan(facts) }?.hasPrefix("65 the installer is refused: it is signed by RWkey") == true)
        var options = InstallOptions(installer: "x")
        options.key = "RWkey"
        #expect(try Self.plan(facts, nil, options).steps.contains(.trust))
        options.key = "RWother"
        #expect(
            refusal { try Self.plan(Self.bare(), nil, options) }?.contains("not by the key that --key names") == true)
        facts.key = .revoked
        options.key = "RWkey"
        #expect(refusal { try Self.plan(facts, nil, options) }?.contains("was revoked") == true)
    }

    @Test func aDevelopmentKeyIsForFoldersOnly() throws {
        let offer = try Self.offer(development: true)
        #expect(refusal { try Self.plan(Self.bare(), offer) }?.contains("development key") == true)
        let folder = InstallPaths(.folder("/n"))
        #expect(refusal { try Self.plan(Self.bare(), offer, InstallOptions(installer: "x"), folder) } == nil)
    }

    @Test func aLowerSequenceIsRefusedUnlessItWasHere() throws {
        var facts = Self.installed()
        facts.floor = 4
        facts.isKnown = false
        #expect(refusal { try Self.plan(facts) }?.contains("its sequence 3 is below 4") == true)
        facts.isKnown = true
        #expect(refusal { try Self.plan(facts) } == nil)
    }

    @Test func aHostThatIsTooSmallIsRefusedInOneSentence() throws {
        var facts = Self.bare()
        facts.stateRoom = 150 << 20
        #expect(refusal { try Self.plan(facts) }?.hasPrefix("73 /var/lib/slipway needs") == true)
        facts = Self.bare()
        facts.isOneDisk = false
        facts.libraryRoom = 50 << 20
        #expect(refusal { try Self.plan(facts) }?.hasPrefix("73 /usr/local/lib/slipway needs") == true)
        facts = Self.bare()
        facts.host.taken = [.init(name: "http", port: 8080, holder: "nginx (pid 7)")]
        #expect(refusal { try Self.plan(facts) } == "1 port 8080 (http) is taken by nginx (pid 7)")
        facts.hasApp = true
        #expect(refusal { try Self.plan(facts) } == nil)
    }

    @Test func whatIsSomebodyElsesIsLeftAlone() throws {
        var facts = Self.bare()
        facts.hasForeignCommand = true
        #expect(refusal { try Self.plan(facts) } == "1 /usr/local/bin/slipway is there, and no installer has made it")
        facts = Self.bare()
        facts.foreignOwner = "bob"
        #expect(refusal { try Self.plan(facts) }?.hasPrefix("77 ") == true)
    }

    @Test func aSecretMustBeThereOrComeAlong() throws {
        var facts = Self.bare()
        facts.host.unset = ["db"]
        let offer = try Self.offer(secrets: ["db"])
        #expect(refusal { try Self.plan(facts, offer) } == "66 the secret db is not set on this node")
        var options = InstallOptions(installer: "x")
        options.secrets = ["db": "/f"]
        #expect(try Self.plan(facts, offer, options).steps.contains(.secrets(["db"])))
    }
}
