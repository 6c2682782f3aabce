import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Synchronization

/// Remembers of which release of an app files were found damaged, for `status`, until they are found whole.
final class DamageAlarm: Sendable {
    private struct Damage: Equatable {
        var sentence: String
        /// Only reading every byte has told.
        var isHidden: Bool
    }

    private let name: String
    private let events: EventLog
    private let found = Mutex<[Digest: Damage]>([:])

    init(_ name: String, _ events: EventLog) {
        self.name = name
        self.events = events
    }

    func alerts(of digest: Digest?) -> [String] {
        digest.flatMap { it in found.withLock { $0[it]?.sentence } }.map { [$0] } ?? []
    }

    /// True when it is news.
    func raise(_ digest: Digest, _ sentence: String, isHidden: Bool) -> Bool {
        let damage = Damage(sentence: sentence, isHidden: isHidden)
        let isNew = found.withLock { $0.updateValue(damage, forKey: digest)?.sentence != sentence }
        if isNew { events.record(.alert, app: name, sentence) }
        return isNew
    }

    /// After a look that has found nothing; `thorough`: at every byte.
    func over(of digest: Digest, thorough: Bool) {
        let wasRaised = found.withLock { found in
            guard let damage = found[digest], thorough || !damage.isHidden else { return false }
            found[digest] = nil
            return true
        }
        guard wasRaised else { return }
        events.record(.alertOver, app: name, "the files of its release are whole")
    }
}

extension AppDesk {
    /// Before anything of it is started: refuses with 65, naming the first damaged file. `thorough` reads every byte.
    func requireWhole(_ number: Int, thorough: Bool = false) throws {
        let generation = try generation(number)
        do {
            guard try InstalledRelease.reopen(generation.digest, in: configuration.layout, thorough: thorough) != nil
            else {
                throw Refusal(
                    .badInput, "the files of \(generation.release) are gone from this node",
                    hint: "deploy it from its bundle: " + configuration.command("deploy BUNDLE --app \(name)"))
            }
        } catch var refusal as Refusal where refusal.code == .badInput && Files.exists(release(generation)) {
            let what = number == ledger.state.current ? name : "\(name)@\(number)"
            refusal.hint = "put its files back: " + configuration.command("verify \(what) --repair")
            throw refusal
        }
        damage.over(of: generation.digest, thorough: thorough)
    }

    private func release(_ generation: LedgerState.Generation) -> String {
        configuration.layout.release(generation.digest)
    }

    /// The same of what runs already, on a thread of its own: damage is an alert, and what runs goes on.
    func lookForDamage(_ number: Int, thorough: Bool) {
        let look = { @Sendable in
            defer { ProcessTable.trimMemory() }
            do {
                try self.requireWhole(number, thorough: thorough)
            } catch let refusal as Refusal where refusal.code == .badInput {
                guard let digest = self.ledger.state.generations[number]?.digest else { return }
                if self.damage.raise(digest, refusal.description, isHidden: thorough) {
                    self.note("alert", refusal.description)
                }
            } catch {
                self.log("the files of generation \(number) cannot be looked at: \(error)")
            }
        }
        do { try Threads.start(look) } catch { log("the files of generation \(number) cannot be looked at: \(error)") }
    }
}
