import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// One document of each kind with every field filled, under the heading of its section in docs/json.md.
enum DocumentSamples {
    struct Sample: Sendable, CustomStringConvertible {
        var heading: String
        var text: String
        var description: String { heading }
        init(_ heading: String, _ document: some Encodable) throws {
            self.heading = heading
            text = try JSONText.string(document, pretty: true)
        }
    }

    private static let digest = Digest("sha256:a3db348c1d8eb130e494747e37660aa0b9fb3e163dd9a2738b2203577a737989")!
    private static let other = Digest("sha256:77bb1c20f6f8d4c2b1c86a1f3a2d8f24e0f9fd1c3f5a7a5c1c30a9f6ab9d0e11")!
    private static let since = "2026-11-21T21:02:56Z"

    static var all: [Sample] {
        get throws {
            try [
                Sample("A failure", failure), Sample("`slipway build`", build),
                Sample("`slipway image list`", ImageListDocument(images: [image])),
                Sample("`slipway image update`", ImageUpdateDocument(packages: [package])),
                Sample("`slipway inspect`", inspect), Sample("`slipway diff`", DifferenceDocument(difference)),
                Sample("`slipway verify`", verify), Sample("`slipway gc`", collect),
                Sample("`slipway deploy`, `rollback`, `config set`, `config unset`", deploy),
                Sample("`slipway deploy --plan`", plan), Sample("`slipway config get`", configuration),
                Sample("`slipway start`, `stop`, `restart`, `kill`, `killstart`, `hold`, `unhold`", run),
                Sample("`slipway status`", status), Sample("`slipway history`", history),
                Sample("`slipway logs`", LogsDocument(app: "shop", lines: ["INFO: Server startup in 1411 ms"])),
                Sample("`slipway dump`", DumpDocument(app: "shop", kind: .threads, lines: ["\"main\" #1 prio=5"])),
                Sample("`slipway secret list`", secrets),
                Sample("`slipway pin`, `unpin`, `undeploy`, `secret set`, `secret remove`", pin),
                Sample("`slipway node up`, `node down`", daemon), Sample("`slipway node status`", node),
            ]
        }
    }

    private static let refusal = Refusal(
        .notFound, "no app shpo on this node", hint: "for the apps there are: slipway status",
        detail: ["shop is the only one"])
    private static let daemon = DaemonDocument(
        done: "the daemon runs, pid 4891, root /home/ada/node", pid: 4891, root: "/home/ada/node")
    private static let failure = FailureDocument(refusal)
    private static let build = BuildDocument(
        ReleaseName(name: "shop", version: "1.4.2"), digest: digest, output: "shop.oci.tar")
    private static let package = ImagePackage(
        package: "tomcat10", version: "10.1.52-1~deb12u1", architecture: "all", sha256: digest)

    private static var image: ImageListDocument.Image {
        var image = ImageListDocument.Image(name: "tomcat-10.1", layout: "tomcat", definition: "built in")
        image.packages = [package]
        image.tree = other
        image.bytes = 14_210_411
        image.files = 84
        image.glibc = "2.34"
        return image
    }

    private static var inspect: InspectDocument {
        let listing = TreeListing(
            folders: [],
            files: [
                TreeFile(path: "webapps/ROOT/index.html", executable: false, size: 512, digest: other, modified: 0)
            ])
        let contents = ReleaseContents(
            name: ReleaseName(name: "shop", version: "1.4.2"), digest: digest, spec: spec,
            parts: [ReleaseContents.Part(component: .warApp, digest: other, listing: listing)], properties: [:])
        var document = InspectDocument(
            contents, platform: "linux/amd64", jars: [InspectDocument.Jar(name: "gson", version: "2.10.1")],
            listingFiles: true)
        document.sequence = 12
        document.signedBy = "release key"
        return document
    }

    private static var spec: ServiceSpec {
        ServiceSpec(
            name: "shop", version: "1.4.2", runtime: .tomcat, launch: ServiceSpec.Launch(command: ["run"], env: [:]),
            listen: [ServiceSpec.Listener(name: "http", port: 8080)], webapps: [ServiceSpec.WebApp(context: "/")],
            secrets: ["shop-db-password"], health: [], start: ServiceSpec.Start(), stop: ServiceSpec.Stop(),
            switch: SwitchPolicy(), restart: RestartPolicy(), keep: 5, order: 10)
    }

    private static var difference: ReleaseDifference {
        var files = ReleaseDifference.Files()
        files.added = ["webapps/ROOT/new.html"]
        files.removed = ["webapps/ROOT/old.html"]
        files.changed = ["webapps/ROOT/index.html"]
        return ReleaseDifference(
            from: "shop 1.4.1", to: "shop 1.4.2",
            components: [.init(name: "war-app", from: digest.description, to: other.description)],
            jars: [.init(name: "gson", from: "2.9.1", to: "2.10.1")], files: files,
            configuration: [.init(name: "page.size", from: "50", to: "80")],
            ports: [.init(name: "http", from: "8080", to: "8081")], bytesAdded: 274_812, bytesRemoved: 252_016)
    }

    private static let verify = VerifyDocument(
        release: "shop 1.4.2", digest: digest, files: 812, bytes: 189_104_322,
        damaged: [.init(path: "webapps/ROOT/index.html", digest: other, what: "its content has changed")], repaired: 1)
    private static let collect = CollectDocument(
        place: "/home/ada/.local/share/slipway", releases: 2, files: 41, bytes: 81_204_118)

    private static let steps = [
        StepReport(step: "verify", phase: .done, detail: "shop 1.4.2", took: 73),
        StepReport(step: "gate", phase: .failed),
    ]
    private static let deploy = OutcomeDocument(
        Refusal(
            .failed, "shop 1.4.2 as generation 7 was taken back: not healthy when the time was up",
            hint: "shop 1.4.1 is live as before", detail: ["/health fail: answered 503, wanted 200"]), steps: steps)
    private static let pin = OutcomeDocument(
        Refusal(.notFound, "shop has no generation 9", hint: "see slipway history shop", detail: ["it has 5, 6 and 7"]),
        steps: [StepReport(step: "stop", phase: .done, detail: "drained", took: 212)])
    private static let plan = PlanDocument(
        app: "shop", nothing: false, difference: difference, generation: 7, mode: "handover",
        modeReason: "memory is too small for two",
        steps: [.init(do: ["bin/migrate", "up"], undo: ["bin/migrate", "down"], deadline: .seconds(300))],
        memory: .init(available: 1_204_817_920, needed: 1_310_720_000),
        bytes: 4_120_115, obstacles: ["port 8081 (http) is taken"])
    private static let configuration = ConfigurationDocument(
        app: "shop", generation: 6,
        values: [.init(key: "listen.http", value: "8081", origin: .node, released: "8080")])
    private static let run = RunDocument(apps: [
        .init(app: "shop", Refusal(.busy, "shop is busy with a deploy of shop 1.4.2 by ada", hint: "wait for it"))
    ])

    private static var status: StatusDocument {
        var app = StatusDocument.App(name: "shop", state: "active")
        app.generation = 6
        app.release = "shop 1.4.1"
        app.version = "1.4.1"
        app.digest = digest
        app.pid = 5217
        app.since = since
        app.switch = "handover"
        app.switchReason = "memory is too small for two"
        app.health = [.init(probe: "http /health", verdict: "pass", detail: "200 in 1 ms")]
        app.listen = [.init(name: "http", port: 8080)]
        app.warm = 5
        app.underWay = "deploy of shop 1.4.2: trial"
        app.cause = "restarted twice within a minute"
        app.wrapperPid = 5210
        app.held = true
        app.pinned = [3]
        app.unenforced = ["limits.cpu: the host delegates no processor group"]
        return StatusDocument(node: "web1", apps: [app])
    }

    private static var history: HistoryDocument {
        var line = HistoryDocument.Line(at: since, what: "deploy", by: "ada", outcome: "reverted")
        line.generation = 7
        line.release = "shop 1.4.2"
        line.from = 6
        line.fromRelease = "shop 1.4.1"
        line.digest = digest
        line.reason = "not healthy when the time was up"
        line.took = 9021
        return HistoryDocument(app: "shop", lines: [line])
    }

    private static let secrets = SecretsDocument(
        secrets: [.init(name: "shop-db-password", usedBy: ["shop"], isSet: true)])
    private static let node = NodeDocument(
        node: "web1", root: "/home/ada/node", pid: 4891, version: Program.version, since: since, apps: ["shop"])
}
