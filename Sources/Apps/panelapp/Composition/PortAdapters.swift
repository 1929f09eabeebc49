import AsyncHTTPClient
import Domain
import Foundation
import Ports
import SMTPMailer
import ServiceLifecycle
import SystemClock
import Web

/// What a mode puts behind the ports beside the database: one row of the table of `operations.md` 2.2.
struct PortAdapters: Sendable {
    let blobs: any BlobStore
    let queue: any JobQueue
    let mailer: any Mailer
    /// Health checks of these adapters, by the names of `operations.md` 12.3.
    let checks: [String: @Sendable () async throws -> HealthVerdict]
    /// An address outside at which a blob can be read for a while; nil: the bytes go through this program.
    let address: (@Sendable (BlobKey) async throws -> String)?
    /// What lives as long as the server beside them.
    var services: [any Service] = []
    /// For requests to services that have no port of their own; nil where there are none.
    var http: HTTPClient?
    /// Done once at the start: clears away what a killed process left.
    let prepare: @Sendable () async -> Void
    /// Done last: gives back what is held, and ends connections.
    let close: @Sendable () async -> Void

    /// The row of the configured mode.
    static func make(_ settings: Settings, book: LogBook, observation: Observation) throws -> PortAdapters {
        if let aws = settings.aws {
            return try AWSAdapters(aws, settings, role: "web", book: book, observation: observation).ports
        }
        return LocalAdapters(settings, book: book, observation: observation).ports
    }
}

extension SMTPMailer {
    init(_ server: MailServerSettings) {
        let security: SMTPSettings.Security =
            server.isImplicitTLS ? .implicit : server.demandsStartTLS ? .startTLS : .plain
        self.init(
            SMTPSettings(
                host: server.host, port: server.port, security: security,
                login: server.login.map { SMTPSettings.Login(user: $0.user.reveal(), password: $0.password.reveal()) },
                verifies: server.verifies, timeout: server.timeout, helloName: ProcessInfo.processInfo.hostName),
            clock: SystemClock())
    }
}
