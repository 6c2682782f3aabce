import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import Testing

/// What `${…}` stands for in each place that may have one.
@Suite struct PlaceholderTests {
    static let password = "hunter2-\u{fc}$\\"

    static func plan(
        command: [String] = ["x"], env: [String: String] = [:], overrides: [String: String] = [:],
        nodeFiles: [String: String] = [:], properties: [String: String] = [:], secrets: [String] = []
    ) throws -> LaunchPlan {
        let source = try LaunchPlanTests.source(
            command, env: env, overrides: overrides, secrets: ["pass": password + "\n", "key.p12": "\u{0}\n\n"],
            nodeFiles: nodeFiles, properties: properties
        ) { $0.secrets = secrets }
        return try LaunchPlan(source, slot: LaunchPlanTests.slot)
    }

    static func complaint(_ body: () throws -> LaunchPlan) -> String {
        do {
            _ = try body()
            return "none"
        } catch {
            return SuperviseError.sentence(error)
        }
    }

    @Test func propertiesReferToFactsFoldersAndEachOther() throws {
        let plan = try Self.plan(
            overrides: ["set": "<${colour}>"],
            properties: [
                "a": "${b}/${node.name}", "b": "[${set}]", "dir": "${shared}/x:${app.work}", "port": "${listen.http}",
            ])
        let root = try #require(plan.webProperties["ROOT"]?.values)
        #expect(root["a"] == "[<red>]/n1")
        #expect(root["dir"] == "/n/apps/shop/shared/x:/n/apps/shop/generations/3/work")
        #expect(root["port"] == "8081")
        #expect(plan.nodeProperties.values["a"] == root["a"])
    }

    @Test func aWebAppSeesItsOwnPropertyBeforeThatOfAnother() throws {
        let plan = try Self.plan(overrides: ["both": "it is ${colour}"], properties: ["colour": "blue"])
        #expect(plan.webProperties["ROOT"]?.values["both"] == "it is blue")
        #expect(plan.webProperties["admin"]?.values["both"] == "it is red")
        // Where they differ, the first by name goes into what all share.
        #expect(plan.nodeProperties.values["both"] == "it is blue")
    }

    @Test(arguments: [
        "${spring.name}", "${a:default}", "#{x} ${", "${env:HOME} and ${file:UTF-8}", "$", "${}", "${jvm}",
    ])
    func whatAPropertySaysToTheProgramItselfStays(value: String) throws {
        #expect(try Self.plan(properties: ["own": value]).webProperties["ROOT"]?.values["own"] == value)
    }

    @Test func aNameInsideAnUnknownOneIsResolved() throws {
        let plan = try Self.plan(properties: ["own": "${spring.${node.name}}"])
        #expect(plan.webProperties["ROOT"]?.values["own"] == "${spring.n1}")
    }

    @Test func aRingOfPropertiesIsRefused() {
        let complaint = Self.complaint { try Self.plan(properties: ["a": "${b}", "b": "x${c}", "c": "${b}"]) }
        #expect(complaint == "cannot resolve the property b: it refers to itself: b → c → b")
        #expect(Self.complaint { try Self.plan(properties: ["a": "${a}"]) }.hasSuffix("a → a"))
    }

    @Test func aPropertyDoesNotFillTheMemory() {
        var properties = ["p0": String(repeating: "x", count: 1000)]
        for step in 1...30 { properties["p\(step)"] = "${p\(step - 1)}${p\(step - 1)}" }
        #expect(Self.complaint { try Self.plan(properties: properties) }.hasSuffix("its value is longer than 1 MiB"))
    }

    @Test func secretsComeIntoEnvironmentPropertiesAndFiles() throws {
        let plan = try Self.plan(
            command: ["x", "${secret-file:pass}"], env: ["PASS": "${secret:pass}", "AS": "${db.password}"],
            nodeFiles: ["conf/app.conf": "pass=${secret:pass}\nkey=${secret-file:key.p12}\n"],
            properties: ["db.password": "${secret:pass}"])
        #expect(plan.environment["PASS"] == Self.password)
        #expect(plan.environment["AS"] == Self.password)
        #expect(plan.webProperties["ROOT"]?.values["db.password"] == Self.password)
        #expect(plan.nodeProperties.values["db.password"] == Self.password)
        let folder = "/n/apps/shop/run/slots/3/secrets"
        #expect(plan.arguments == [folder + "/pass"])
        let file = String(decoding: try #require(plan.files["conf/app.conf"]), as: UTF8.self)
        #expect(file == "pass=\(Self.password)\nkey=\(folder)/key.p12\n")
        // The copies are exact.
        #expect(
            plan.secretFiles.mapValues { String(decoding: $0, as: UTF8.self) } == [
                "pass": Self.password + "\n", "key.p12": "\u{0}\n\n",
            ])
    }

    @Test(arguments: [["x", "-p${secret:pass}"], ["x", "${db.password}"], ["x", "${indirect}"], ["x", "${jvm}"]])
    func aSecretIsKeptOffTheCommandLine(command: [String]) {
        let complaint = Self.complaint {
            try Self.plan(
                command: command, overrides: ["jvm.options": "-Dp=${secret:pass}"],
                properties: ["db.password": "${secret:pass}", "indirect": "<${db.password}>"])
        }
        #expect(
            complaint == "cannot use a secret in the start command of shop 1.4.2: a command line is seen by every "
                + "user of the host; use the environment, a property or ${secret-file:…}")
    }

    @Test func aSecretThatIsNotSetIsNamedWithItsPlace() {
        let missing = "the secret shop-db is not set on this node"
        #expect(Self.complaint { try Self.plan(secrets: ["shop-db"]) } == "cannot start shop 1.4.2: \(missing)")
        #expect(
            Self.complaint { try Self.plan(overrides: ["p": "${secret:shop-db}"]) }
                == "cannot resolve ${secret:shop-db} in the property p: \(missing)")
        #expect(
            Self.complaint { try Self.plan(env: ["P": "${secret-file:shop-db}"]) }
                == "cannot resolve ${secret-file:shop-db} in the environment variable P: \(missing)")
        #expect(
            Self.complaint { try Self.plan(nodeFiles: ["a": "\n${secret:shop-db}"]) }
                == "cannot resolve ${secret:shop-db} in a line 2: \(missing)")
        #expect(
            Self.complaint { try Self.plan(overrides: ["p": "${secret:../x}"]) }.hasSuffix(
                "“../x” is no name of a secret"))
    }

    @Test func nodeFilesAreFilledInStrictly() throws {
        let text = "port ${listen.http}\nurl ${db.url} ${file:b}\n$HOME $(x) { } $\n"
        let plan = try Self.plan(
            env: ["CONF": "${file:conf/a}"], nodeFiles: ["conf/a": text, "b": ""])
        let files = "/n/apps/shop/run/slots/3/files"
        #expect(plan.environment["CONF"] == files + "/conf/a")
        let filled = String(decoding: try #require(plan.files["conf/a"]), as: UTF8.self)
        #expect(filled == "port 8081\nurl jdbc:x \(files)/b\n$HOME $(x) { } $\n")
        #expect(
            Self.complaint { try Self.plan(nodeFiles: ["conf/a": "one\ntwo ${no.such}\n"]) }
                == "cannot resolve ${no.such} in conf/a line 2: neither a property nor a fact has this name")
        #expect(
            Self.complaint { try Self.plan(nodeFiles: ["conf/a": "one\n\n${open\n}"]) }
                == "cannot read conf/a line 3: a ${ without its }")
        #expect(Self.complaint { try Self.plan(env: ["X": "${file:c}"]) }.contains("${file:c} in the environment"))
    }

    @Test func bytesThatAreNoTextStay() throws {
        var source = try LaunchPlanTests.source(["x"], nodeFiles: ["a": ""])
        source.nodeFiles["a"] = [0xff, 0x24, 0xfe, 0x24, 0x7b] + Array("node.name}".utf8) + [0x80]
        let plan = try LaunchPlan(source, slot: LaunchPlanTests.slot)
        #expect(plan.files["a"] == [0xff, 0x24, 0xfe] + Array("n1".utf8) + [0x80])
    }
}
