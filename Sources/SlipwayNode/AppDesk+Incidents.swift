import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// What was found out about a sick or dead process is kept, told, and in history.
extension AppDesk {
    /// Of a process that has begun to run, on a thread of its own: a disk that hangs delays nobody.
    func learnSecrets(_ service: ServiceSpec?, of generation: Int) {
        guard let service, !service.secrets.isEmpty else { return }
        let incidents = incidents
        do {
            try Threads.start { incidents.learnSecrets(service, of: generation) }
        } catch {
            log("its secrets cannot be read just now: \(error)")
        }
    }

    /// Once the process is ended: nothing of this may delay that. `isEnded`: it got its signal; else it had gone already.
    func keep(_ why: Condemnation, _ subject: IncidentKeeper.Subject, _ evidence: Evidence, isEnded: Bool = true) {
        // A dump of many threads is large.
        defer { ProcessTable.trimMemory() }
        ExitMarks(app).settle(subject.generation)
        var detail = incidents.sentence(why, subject)
        do {
            let (number, sentence) = try incidents.keep(subject, why, evidence)
            record(number, sentence, subject)
            detail += "; evidence: incident \(number)"
        } catch {
            log("the evidence of what was wrong is lost: \(error)")
        }
        guard isEnded else { return }
        events.record(.heal, app: name, generation: subject.generation, pid: subject.process?.pid, detail)
        note("heal", detail)
    }

    /// An end that nobody asked for.
    func note(_ exit: WrapperStatus.Exit, _ subject: IncidentKeeper.Subject) {
        do {
            guard let (number, sentence) = try incidents.note(exit, subject) else { return }
            record(number, sentence, subject)
        } catch {
            log("the evidence of an end, \(exit.how), is lost: \(error)")
        }
    }

    private func record(_ number: Int, _ sentence: String, _ subject: IncidentKeeper.Subject) {
        events.record(
            .incident, app: name, generation: subject.generation, pid: subject.process?.pid,
            "incident \(number): \(sentence)")
    }
}
