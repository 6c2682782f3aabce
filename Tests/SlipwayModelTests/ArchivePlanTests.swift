import SlipwayModel
import Testing

@Suite struct ArchivePlanTests {
    private static let digest = Digest("sha256:" + String(repeating: "ab", count: 32))
    private static let command = [
        "${release}/jdk/bin/java", "${jvm}", "--add-opens=java.base/java.io=ALL-UNNAMED", "-Da=b", "${archive}", "-cp",
        "tomcat/bin/bootstrap.jar:tomcat/lib/catalina.jar", "org.apache.catalina.startup.Bootstrap", "start",
    ]

    private static func subject(
        heap: String? = nil, options: [String] = [], _ overrides: [String: String] = [:]
    ) -> ArchivePlan.Subject {
        ArchivePlan.Subject(
            warmStart: .init(command: command, classList: "service/classes.list", archive: digest),
            jvm: .init(heap: heap, options: options), overrides: overrides)
    }

    private static func plan(_ subject: ArchivePlan.Subject) throws -> ArchivePlan {
        guard case .archive(let plan) = ArchivePlan.decide(subject) else {
            throw Refusal(.failed, "no plan: \(ArchivePlan.decide(subject))")
        }
        return plan
    }

    @Test func aPlanNamesProgramClassPathAndListOfTheRelease() throws {
        let plan = try Self.plan(Self.subject())
        #expect(plan.program == "jdk/bin/java")
        #expect(plan.classPath == "tomcat/bin/bootstrap.jar:tomcat/lib/catalina.jar")
        #expect(plan.classList == "service/classes.list")
        #expect(plan.flags == [])
        #expect(plan.key.utf8.count == 24)
        #expect(plan.key.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }

    @Test func aDumpDoesNotNameTheAppAndWritesBelowItsFolderOnly() throws {
        let plan = try Self.plan(Self.subject(options: ["-XX:+UseZGC", "-Dx=y"]))
        let words = plan.dump(to: "/n/f/a.jsa", folder: "/n/f")
        #expect(words.first == "-XX:+UseZGC")
        #expect(words.suffix(5).first == "-Xshare:dump")
        #expect(words.contains("-XX:SharedArchiveFile=/n/f/a.jsa"))
        #expect(words.contains("-XX:SharedClassListFile=service/classes.list"))
        #expect(words.contains("-XX:-UsePerfData"))
        #expect(words.suffix(2) == ["-cp", "tomcat/bin/bootstrap.jar:tomcat/lib/catalina.jar"])
        #expect(!words.contains { $0.hasPrefix("org.") || $0.contains("${") })
    }

    @Test(arguments: [
        ["-Dgreeting=hello"], ["-Xms64m"], ["-Xmx512m"], ["-Xmx31g"], ["-XX:MaxMetaspaceSize=128m"], ["-Xlog:gc"],
        ["-XX:+HeapDumpOnOutOfMemoryError"], ["-XX:TieredStopAtLevel=1"], ["-XX:ActiveProcessorCount=1"],
        ["-XX:OnOutOfMemoryError=kill"],
    ])
    func whatChangesNoArchiveChangesNoKey(_ options: [String]) throws {
        let usual = try Self.plan(Self.subject(options: ["-Xmx64m"]))
        #expect(try Self.plan(Self.subject(options: ["-Xmx64m"] + options)) == usual)
    }

    @Test func aHeapThatTheVMChoosesByTheHostIsChosenSoForTheArchiveToo() throws {
        let byHost = try Self.plan(Self.subject())
        #expect(!byHost.dump(to: "a", folder: "f").contains { $0.hasPrefix("-Xmx") })
        #expect(try byHost.key != Self.plan(Self.subject(options: ["-Xmx64m"])).key)
        var limited = Self.subject()
        limited.memory = 4 << 30
        #expect(try Self.plan(limited).dump(to: "a", folder: "f").contains("-Xmx256m"))
        limited.jvm?.options = ["-XX:MaxRAMPercentage=75"]
        #expect(try Self.plan(limited).flags.contains("-XX:MaxRAM=4294967296"))
        limited.jvm?.options = []
        limited.memory = 200 << 30
        #expect(try Self.plan(limited).flags == ["-XX:MaxRAM=214748364800"])
    }

    @Test(arguments: [
        ["-XX:+UseSerialGC"], ["-XX:+UseParallelGC"], ["-XX:+UseZGC"], ["-XX:-UseCompressedOops"],
        ["-XX:-UseCompressedClassPointers"], ["-XX:ObjectAlignmentInBytes=16"], ["-XX:MaxRAMPercentage=80"],
        ["-XX:-CompactStrings"], ["-noverify"], ["-XX:+UseCompactObjectHeaders"],
    ])
    func whatChangesAnArchiveChangesItsKeyAndIsHandedToTheDump(_ options: [String]) throws {
        let plan = try Self.plan(Self.subject(options: options))
        #expect(try plan.key != Self.plan(Self.subject()).key)
        #expect(plan.flags == options)
        #expect(plan.dump(to: "/a", folder: "/f").starts(with: options))
    }

    @Test func aHeapOfThirtyTwoGigabytesHasLongPointers() throws {
        for big in ["32g", "40G", "33000m", "1t"] {
            #expect(try Self.plan(Self.subject(heap: big)).flags == ["-XX:-UseCompressedOops"])
            #expect(try Self.plan(Self.subject(["jvm.heap": big])).flags == ["-XX:-UseCompressedOops"])
            #expect(try Self.plan(Self.subject(options: ["-Xmx" + big])).flags == ["-XX:-UseCompressedOops"])
        }
        let aligned = ["-XX:ObjectAlignmentInBytes=16"]
        #expect(try Self.plan(Self.subject(heap: "40g", options: aligned)).flags == aligned)
        #expect(try Self.plan(Self.subject(heap: "40g", options: ["-XX:+UseZGC"])).flags == ["-XX:+UseZGC"])
        // The last one wins.
        #expect(try Self.plan(Self.subject(heap: "40g", options: ["-Xmx1g"])).flags == [])
        #expect(try Self.plan(Self.subject(heap: "40g", ["jvm.heap": "1g"])).flags == [])
    }

    @Test func optionsOfTheNodeTakeThePlaceOfTheReleases() throws {
        let serial = try Self.plan(Self.subject(options: ["-XX:+UseSerialGC"]))
        #expect(try Self.plan(Self.subject(["jvm.options": "-Da=b  -XX:+UseSerialGC"])) == serial)
        #expect(try Self.plan(Self.subject(options: ["-XX:+UseSerialGC"], ["jvm.options": ""])).flags == [])
        #expect(try Self.plan(Self.subject(["env.JAVA_TOOL_OPTIONS": "-XX:+UseSerialGC"])) == serial)
        var subject = Self.subject()
        subject.environment["JDK_JAVA_OPTIONS"] = "-XX:+UseSerialGC"
        #expect(try Self.plan(subject) == serial)
    }

    @Test func anotherDigestCommandListOrUserIsAnotherKey() throws {
        var keys: Set = [try Self.plan(Self.subject()).key]
        var other = Self.subject()
        other.warmStart?.archive = Digest("sha256:" + String(repeating: "cd", count: 32))
        keys.insert(try Self.plan(other).key)
        other = Self.subject()
        other.warmStart?.command[6] += ":tomcat/lib/more.jar"
        keys.insert(try Self.plan(other).key)
        other = Self.subject()
        other.warmStart?.classList = "service/other.list"
        keys.insert(try Self.plan(other).key)
        for user in ["slipway-shop", "slipway-news"] {
            other = Self.subject()
            other.user = user
            keys.insert(try Self.plan(other).key)
        }
        #expect(keys.count == 6)
    }

    @Test func switchesAndReleasesWithoutOneAreToldApart() {
        var subject = Self.subject()
        subject.warmStart = nil
        #expect(ArchivePlan.decide(subject) == .none(.release))
        subject = Self.subject()
        subject.warmStart?.archive = nil
        #expect(ArchivePlan.decide(subject) == .none(.recipe))
        #expect(!subject.isOff)
        subject = Self.subject()
        subject.switches.warmStart = false
        #expect(ArchivePlan.decide(subject) == .none(.node))
        #expect(subject.isOff)
        subject = Self.subject(["warm-start": "off"])
        #expect(ArchivePlan.decide(subject) == .none(.app))
        #expect(subject.isOff)
        #expect(!Self.subject(["warm-start": "on"]).isOff)
    }

    @Test(arguments: [
        "-Xshare:off", "-Xshare:auto", "-XX:SharedArchiveFile=/x.jsa", "-XX:ArchiveClassesAtExit=/x.jsa",
        "-XX:+AutoCreateSharedArchive", "-XX:AOTCache=/x.aot", "--patch-module=java.base=/x", "--limit-modules=a",
        "-XX:-UseSharedSpaces",
    ])
    func ownOptionsThatSpeakOfArchivesLeaveNoneOfOurs(_ option: String) {
        let words = "its own options say \(option.prefix { $0 != "=" })"
        #expect(ArchivePlan.decide(Self.subject(options: [option])) == .none(.options(words)))
        #expect(ArchivePlan.decide(Self.subject(["jvm.options": option])) == .none(.options(words)))
        #expect(ArchivePlan.decide(Self.subject(["env.JAVA_TOOL_OPTIONS": option])) == .none(.options(words)))
    }

    @Test(arguments: [
        ["${release}/jdk/bin/java"], [], ["-cp", "a.jar", "M"], ["${release}/jdk/bin/java", "-cp"],
        ["${run}/java", "-cp", "a.jar", "M"], ["${release}/jdk/bin/java", "-cp", "${release}/a.jar", "M"],
    ])
    func aCommandThatCannotBeFollowedHasNone(_ command: [String]) {
        var subject = Self.subject()
        subject.warmStart?.command = command
        guard case .none(.options) = ArchivePlan.decide(subject) else {
            Issue.record("\(ArchivePlan.decide(subject))")
            return
        }
    }

    @Test func aListOutsideOfTheReleaseIsNotRead() {
        var subject = Self.subject()
        subject.warmStart?.classList = "../../secret"
        guard case .none(.options) = ArchivePlan.decide(subject) else {
            Issue.record("\(ArchivePlan.decide(subject))")
            return
        }
    }

    @Test func aStartIsToldArchiveAndLogAndNothingThatTheVMWouldReadOtherwise() {
        #expect(
            ArchivePlan.options(archive: "/n/archives/k.jsa", log: "/n/run/archive.log") == [
                "-Xshare:auto", "-XX:SharedArchiveFile=/n/archives/k.jsa",
                "-Xlog:cds:file=\"/n/run/archive.log\":level:filecount=0",
            ])
        for strange in ["/n:m/k.jsa", "/n\"/k.jsa", "/n m/k.jsa", "/${run}/k.jsa"] {
            #expect(ArchivePlan.options(archive: strange, log: "/n/log") == nil)
        }
        #expect(ArchivePlan.options(archive: "/n/k.jsa", log: "/n/%p/log") == nil)
    }

    @Test func theNodeOfAnAppIsFoundFromItsFolder() {
        for layout in [NodeLayout(root: nil), NodeLayout(root: "/home/ada/node")] {
            #expect(NodeLayout(of: layout.app("shop")) == layout)
        }
    }
}
