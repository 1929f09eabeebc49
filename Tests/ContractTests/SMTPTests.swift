import Domain
import Foundation
import PeerSupport
import Ports
import SMTPMailer
import TestSupport
import Testing

/// What only a mail server can show (`operations.md` 10). Against real servers, where they run.
@Suite("SMTP", .enabled(if: Peers.running != nil), .timeLimit(.minutes(2)))
struct SMTPTests {
    private func peers() throws -> Peers { try present(Peers.running) }

    private func fails(_ settings: SMTPSettings, to address: String = "a@example.org") async -> MailFailure? {
        do {
            try await SMTPMailer(settings, clock: ManualClock()).send(.sample(to: [address]))
            return nil
        } catch {
            return error
        }
    }

    private func isTransient(_ failure: MailFailure?) -> Bool {
        if case .transient = failure { true } else { false }
    }

    private func delivered(_ settings: SMTPSettings) throws -> [String] {
        let folder = URL(filePath: try peers().mails).appending(path: settings.helloName)
        return (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    }

    @Test("O69: without STARTTLS on offer nothing is sent in clear text, and it is tried again later")
    func noStartTLS() async throws {
        var settings = try peers().smtp("plain", .startTLS)
        settings.login = nil
        #expect(isTransient(await fails(settings)))
        #expect(try delivered(settings).isEmpty)
        settings.security = .plain
        #expect(await fails(settings) == nil)
        #expect(try delivered(settings).count == 2)
    }

    @Test("O70: a refused recipient is refused for good, and told by the domain alone")
    func refused() async throws {
        for address in ["refused@example.org", "unwanted@example.org"] {
            let failure = await fails(try peers().smtp("starttls", .startTLS), to: address)
            guard case .permanent(let reason) = failure else {
                Issue.record("\(address): \(String(describing: failure))")
                continue
            }
            #expect(reason.contains("example.org") && !reason.contains("@"))
        }
        #expect(isTransient(await fails(try peers().smtp("plain", .plain), to: "later@example.org")))
    }

    @Test("10: one refused address does not keep the others from their mail")
    func severalRecipients() async throws {
        let settings = try peers().smtp("plain", .plain)
        let mail = Mail.sample(to: ["a@example.org", "refused@example.org"])
        await #expect(throws: MailFailure.self) { try await SMTPMailer(settings, clock: ManualClock()).send(mail) }
        #expect(try delivered(settings).count == 2)
    }

    @Test("O70: without a login none is tried; a wrong one may be mended, a server without one may not")
    func login() async throws {
        var settings = try peers().smtp("starttls", .startTLS)
        settings.login = SMTPSettings.Login(user: "panelapp", password: "wrong")
        #expect(isTransient(await fails(settings)))
        var plain = try peers().smtp("plain", .plain)
        plain.login = SMTPSettings.Login(user: "panelapp", password: "secret")
        let failure = await fails(plain)
        if case .permanent = failure { return }
        Issue.record("a login that nobody offers: \(String(describing: failure))")
    }

    @Test(
        "10: a login that is refused for now (454) or for its password (535) is tried again later, and told by its number",
        arguments: [("later", 454), ("panelapp", 535)])
    func refusedLogin(user: String, reply: Int) async throws {
        for (name, security) in [("starttls", SMTPSettings.Security.startTLS), ("tls", .implicit)] {
            var settings = try peers().smtp(name, security)
            settings.login = SMTPSettings.Login(user: user, password: "wrong")
            #expect(await fails(settings) == .transient("the mail server refuses the login (\(reply))"))
            #expect(try delivered(settings).isEmpty)
        }
    }

    @Test("10: a certificate that nobody vouches for, or for another host, is refused unless told otherwise")
    func certificate() async throws {
        for (name, security) in [("starttls", SMTPSettings.Security.startTLS), ("tls", .implicit)] {
            var settings = try peers().smtp(name, security)
            settings.trusted = nil
            #expect(isTransient(await fails(settings)))
            settings.verifies = false
            #expect(await fails(settings) == nil)
        }
    }

    @Test("10: a server that is not there, or says nothing, costs no more than the limit")
    func silent() async throws {
        var settings = try peers().smtp("plain", .plain)
        settings.port = try peers().silent
        settings.timeout = 1
        let start = ContinuousClock.now
        #expect(isTransient(await fails(settings)))
        #expect(ContinuousClock.now - start < .seconds(30))
        settings.port = 1
        #expect(isTransient(await fails(settings)))
    }

    @Test("10: the health check connects, secures and logs in, and sends nothing")
    func check() async throws {
        for (name, security) in [("plain", SMTPSettings.Security.plain), ("starttls", .startTLS), ("tls", .implicit)] {
            let settings = try peers().smtp(name, security)
            try await SMTPMailer(settings, clock: ManualClock()).check()
            #expect(try delivered(settings).isEmpty)
        }
        var wrong = try peers().smtp("tls", .implicit)
        wrong.login = SMTPSettings.Login(user: "panelapp", password: "wrong")
        await #expect(throws: MailFailure.self) { try await SMTPMailer(wrong, clock: ManualClock()).check() }
    }
}
