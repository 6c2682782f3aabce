import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct JVMOptionsTests {
    static func arguments(
        _ jvm: ServiceSpec.JVM?, _ limits: ServiceSpec.Limits = .init(), _ overrides: [String: String] = [:],
        command: [String] = ["jdk/bin/java", "${jvm}", "Main"]
    ) throws -> [String] {
        let source = try LaunchPlanTests.source(command, overrides: overrides) {
            $0.jvm = jvm
            $0.limits = limits
        }
        return try LaunchPlan(source, slot: LaunchPlanTests.slot).arguments
    }

    @Test func theWordStandsForHeapAndOptions() throws {
        #expect(try Self.arguments(nil) == ["Main"])
        #expect(
            try Self.arguments(.init(heap: "512m", options: ["-Da=b c", "-Xss1m"])) == [
                "-Xmx512m", "-Da=b c", "-Xss1m", "Main",
            ])
    }

    @Test func aFastStartLeavesOutTheSecondCompilerUnlessAnOptionSaysOtherwise() throws {
        let jvm = ServiceSpec.JVM(heap: "1g", options: ["-XX:TieredStopAtLevel=4"], fastStart: true)
        #expect(try Self.arguments(jvm) == ["-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4", "Main"])
        #expect(try Self.arguments(.init(fastStart: false)) == ["Main"])
    }

    @Test func theNodeHasTheLastWord() throws {
        let jvm = ServiceSpec.JVM(heap: "512m", options: ["-Da=b"])
        #expect(
            try Self.arguments(jvm, .init(), ["jvm.heap": "2G", "jvm.options": " -Dx=1\t -Dy=${node.name} "]) == [
                "-Xmx2G", "-Dx=1", "-Dy=n1", "Main",
            ])
        #expect(try Self.arguments(jvm, .init(), ["jvm.options": ""]) == ["-Xmx512m", "Main"])
    }

    @Test func limitsAreToldToTheMachine() throws {
        let limits = ServiceSpec.Limits(memory: 1 << 30, cpu: 150, nofile: 9)
        #expect(try Self.arguments(nil, limits) == ["-XX:MaxRAM=1073741824", "-XX:ActiveProcessorCount=2", "Main"])
        #expect(
            try Self.arguments(.init(heap: "1g"), limits) == ["-Xmx1g", "-XX:ActiveProcessorCount=2", "Main"])
        #expect(
            try Self.arguments(nil, limits, ["limits.memory": "512m", "limits.cpu": "100%"]) == [
                "-XX:MaxRAM=536870912", "-XX:ActiveProcessorCount=1", "Main",
            ])
    }

    @Test func aCommandWithoutTheWordStaysAsItIs() throws {
        #expect(
            try Self.arguments(.init(heap: "1g"), .init(), ["jvm.heap": "2g"], command: ["x", "-Xmx256m"]) == [
                "-Xmx256m"
            ])
    }

    @Test(arguments: [
        ("jvm.heap", ""), ("jvm.heap", "g"), ("jvm.heap", "2x"), ("jvm.heap", "-1m"), ("jvm.heap", "2g -version"),
        ("limits.memory", "much"), ("limits.memory", "0"), ("limits.cpu", "2"), ("limits.cpu", "0%"),
        ("limits.nofile", "0"), ("limits.nofile", "x"),
    ])
    func whatIsNoLimitIsRefusedByItsName(key: String, value: String) {
        do {
            _ = try Self.arguments(nil, .init(), [key: value])
            Issue.record("\(key)=\(value) was taken")
        } catch {
            #expect(SuperviseError.sentence(error).hasPrefix("cannot use \(key): “\(value)” is no "))
        }
    }

    @Test func theNodesLimitsReplaceThoseOfTheRelease() throws {
        let released = ServiceSpec.Limits(memory: 1, cpu: 2, nofile: 3)
        let overrides = ["limits.memory": "1k", "limits.nofile": "77"]
        #expect(try ServiceSpec.Limits(released, overrides) == .init(memory: 1024, cpu: 2, nofile: 77))
        #expect(try ServiceSpec.Limits(released, [:]) == released)
    }
}
