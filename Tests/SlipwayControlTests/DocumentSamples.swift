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
                Sample("A failure", failure), Sample("`slipway init`", FirstSamples.initial),
                Sample("`slipway build`", build),
                Sample("`slipway installer`", installer), Sample("`sh shop-1.4.2.run`", install),
                Sample("`slipway provision`", FirstSamples.provision),
                Sample("`slipway image list`", ImageListDocument(images: [image])),
                Sample("`slipway image update`", ImageUpdateDocument(packages: [package])),
                Sample("`slipway keys generate`, `keys rotate`", KeySamples.rotated),
                Sample("`slipway keys list`", KeySamples.list),
                Sample("`slipway keys trust`, `keys revoke`", KeySamples.trusted),
                Sample("`slipway inspect`", inspect), Sample("`slipway diff`", DifferenceDocument(difference)),
                Sample("`slipway verify`", verify), Sample("`slipway gc`", collect),
                Sample("`slipway deploy`, `rollback`, `config set`, `config unset`", deploy),
                Sample("`slipway deploy --plan`", plan), Sample("`slipway config get`", configuration),
                Sample("`slipway start`, `stop`, `restart`, `kill`, `killstart`, `hold`, `unhold`", run),
                Sample("`slipway status`", status), Sample("`slipway history`", history),
                Sample("`slipway logs`", LogsDocument(app: "shop", lines: ["INFO: Server startup in 1411 ms"])),
                Sample("`slipway events`", event),
                Sample("`slipway dump`", DumpDocument(app: "shop", kind: .threads, lines: ["\"main\" #1 prio=5"])),
                Sample(
                    "`slipway incidents`", IncidentsDocument(app: "shop", incidents: [incident(text: nil)])),
                Sample("`slipway incidents APP N`", incident(text: "\"main\" #1 prio=5\n")),
                Sample("`slipway secret list`", secrets),
                Sample("`slipway pin`, `unpin`, `undeploy`, `secret set`, `secret remove`, `node set`", pin),
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
        ReleaseName(name: "shop", version: "1.4.2"), digest: digest, sequence: 12, signedBy: "DFEEF39E212BB231",
        output: "shop.oci.tar")
    private static let installer = InstallerDocument(
        ReleaseName(name: "shop", version: "1.4.2"), digest: digest, platform: .linuxAMD64, slipway: "0.1.0",
        signedBy: "DFEEF39E212BB231", key: "RWQxsishnvPu3wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        output: "shop-1.4.2.run", size: 104_857_600, signature: "shop-1.4.2.run.minisig")
    private static var install: InstallDocument {
        var document = InstallDocument(
            steps: ["start the daemon, kept by systemd as slipwayd.service", "deploy shop 1.4.2: http on port 8080"],
            next: ["slipway status shop"], files: ["/etc/slipway: the keys that were trusted, and secrets"])
        document.release = "shop 1.4.2"
        document.digest = digest
        document.sequence = 12
        document.version = "0.1.0"
        document.platform = "linux/amd64"
        document.key = "RWQxsishnvPu3wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
        document.address = "http://web1:8080/"
        return document
    }
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
        document.signedBy = "446E198E9BFC388A"
        document.signature = .trusted
        document.bom = 53
        document.provenance = .init(builder: "slipway 0.1.0, libzstd 1.5.4", dependencies: 8)
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

    private static var verify: VerifyDocument {
        var document = VerifyDocument(
            release: "shop 1.4.2", digest: digest, files: 812, bytes: 189_104_322,
            damaged: [.init(path: "webapps/ROOT/index.html", digest: other, what: "its content has changed")],
            repaired: 1)
        document.signedBy = "446E198E9BFC388A"
        document.signature = .trusted
        return document
    }
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
        app.trust = ReleaseTrust(
            key: "5163FD9A8BF00999", keyName: "ann at the shop", sequence: 12, accepted: [.older])
        app.acceptedBy = "ann"
        app.acceptedAt = since
        app.pid = 5217
        app.since = since
        app.switch = "handover"
        app.switchReason = "memory is too small for two"
        app.health = [.init(probe: "http /health", verdict: "pass", detail: "200 in 1 ms")]
        app.health[0].took = 1
        app.health[0].since = since
        app.alerts = ["heap 91 % after collection for 120 s"]
        app.incidents = 2
        app.lastIncident = "3, \(since): heap 98 % after collection for 60 s"
        app.logLost = 12
        app.listen = [.init(name: "http", port: 8080)]
        app.warm = 5
        app.warmStart = .init(.used, "shared class paths mismatch")
        app.warmStart?.classes = 2914
        app.underWay = "deploy of shop 1.4.2: trial"
        app.cause = "restarted twice within a minute"
        app.wrapperPid = 5210
        app.held = true
        app.pinned = [3]
        app.unenforced = ["limits.cpu: the host delegates no processor group"]
        app.metrics = metrics
        var status = StatusDocument(node: "web1", apps: [app])
        status.host = host
        return status
    }

    private static var metrics: StatusDocument.Metrics {
        var metrics = StatusDocument.Metrics()
        metrics.privateBytes = 310_263_808
        metrics.residentBytes = 331_919_360
        metrics.cpuSeconds = 412.5
        metrics.cpuPercent = 3.5
        metrics.threads = 57
        metrics.openFiles = 121
        metrics.uptimeSeconds = 86_412.5
        metrics.heapUsed = 201_326_592
        metrics.heapMax = 536_870_912
        metrics.heapAfterCollection = 104_857_600
        metrics.collectorPercent = 0.5
        metrics.collections = 3105
        metrics.javaThreads = 45
        metrics.classes = 9012
        return metrics
    }

    private static var host: StatusDocument.Host {
        var host = StatusDocument.Host()
        host.load1 = 0.25
        host.processors = 4
        host.memoryTotal = 8_254_390_272
        host.memoryAvailable = 5_104_398_336
        host.diskTotal = 52_521_566_208
        host.diskFree = 30_114_623_488
        host.inodesFree = 3_104_882
        return host
    }

    private static var event: EventDocument {
        var event = EventDocument(
            sequence: 412, at: since, what: .unhealthy, app: "shop", detail: "heap 98 % after collection for 60 s")
        event.generation = 6
        event.pid = 5217
        return event
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

    private static func incident(text: String?) -> IncidentDocument {
        var incident = IncidentDocument(
            app: "shop", sequence: 3, kind: .condemned, cause: "heap",
            sentence: "heap 98 % after collection for 60 s", at: since, generation: 6, incarnation: 4,
            path: "/home/ada/node/apps/shop/incidents/3-heap")
        incident.release = "shop 1.4.1"
        incident.pid = 5217
        incident.took = 412
        incident.pieces = [.init(name: "threads.txt", bytes: 20_411, text: text)]
        incident.missing = ["heap.hprof: 1.2 GB are free and the heap may need 2.1 GB"]
        return incident
    }

    private static let secrets = SecretsDocument(
        secrets: [.init(name: "shop-db-password", usedBy: ["shop"], isSet: true)])
    private static let node = NodeDocument(
        node: "web1", root: "/home/ada/node", pid: 4891, version: Program.version, since: since, apps: ["shop"],
        warmStart: "on")
}
