import CLibpq
import Foundation
import SQLCore

/// Makes connections and sets sessions up.
enum PostgresConnector {
    /// Where distributions keep the certificates they trust; an image adds those of its database service there.
    private static let systemCertificates = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    static func connect(_ configuration: PostgresConfiguration) throws(SQLError) -> OpaquePointer {
        let pairs = parameters(configuration)
        let handle = withCStrings(pairs.map(\.0)) { keywords in
            withCStrings(pairs.map(\.1)) { values in PQconnectdbParams(keywords, values, 0) }
        }
        guard let handle else { throw SQLError.unavailable(reason: "no memory for a connection") }
        PQsetNoticeProcessor(handle, ignoreNotice, nil)
        do throws(SQLError) {
            guard PQstatus(handle) == CONNECTION_OK else { throw PostgresErrors.lost(handle) }
            try setUp(handle, configuration)
        } catch {
            PQfinish(handle)
            throw error
        }
        return handle
    }

    private static func parameters(_ configuration: PostgresConfiguration) -> [(String, String)] {
        var pairs = [
            ("host", configuration.host), ("port", String(configuration.port)), ("user", configuration.user),
            ("dbname", configuration.database), ("sslmode", configuration.sslMode.rawValue),
            ("connect_timeout", String(max(1, configuration.connectTimeout.components.seconds))),
            ("application_name", configuration.applicationName), ("client_encoding", "UTF8"),
            ("target_session_attrs", configuration.targetSession.rawValue),
            // Kerberos encryption would cost a round trip and is not offered by the services that this runs on.
            ("gssencmode", "disable"),
            // A peer that vanished is noticed within 30 + 3 x 10 seconds, a half-open write within 30.
            ("keepalives", "1"), ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ]
        if let password = configuration.password { pairs.append(("password", password.value)) }
        if let certificate = rootCertificate(configuration) { pairs.append(("sslrootcert", certificate)) }
        if !configuration.startupOptions.isEmpty {
            let options = configuration.startupOptions.map { "-c \($0.name)=\(escaped($0.value))" }
            pairs.append(("options", options.joined(separator: " ")))
        }
        return pairs
    }

    private static func rootCertificate(_ configuration: PostgresConfiguration) -> String? {
        if let certificate = configuration.sslRootCertificate { return certificate }
        switch configuration.sslMode {
        case .verifyCA, .verifyFull: return systemCertificates.first { FileManager.default.fileExists(atPath: $0) }
        default: return nil
        }
    }

    /// A value inside libpq's `options`: blanks separate, a backslash protects.
    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing(" ", with: "\\ ")
    }

    /// `operations.md` 9.2. What the operator's own `options` say stays.
    private static func setUp(
        _ handle: OpaquePointer, _ configuration: PostgresConfiguration
    ) throws(SQLError) {
        var settings = [
            ("TimeZone", "UTC"),
            ("statement_timeout", milliseconds(configuration.statementTimeout)),
            ("lock_timeout", milliseconds(configuration.lockTimeout)),
            ("idle_in_transaction_session_timeout", milliseconds(configuration.idleInTransactionTimeout)),
        ]
        if configuration.readOnly { settings.append(("default_transaction_read_only", "on")) }
        // Compiling a query costs more than any of ours takes. The switch exists since version 11.
        if PQserverVersion(handle) >= 110_000 { settings.append(("jit", "off")) }
        let own = Set(configuration.startupOptions.map { $0.name.lowercased() })
        let sql =
            settings.filter { $0.0 == "default_transaction_read_only" || !own.contains($0.0.lowercased()) }
            .map { "SET \($0.0) = '\($0.1)'" }.joined(separator: "; ")
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw PostgresErrors.lost(handle) }
    }

    static func milliseconds(_ duration: Duration) -> String {
        String(duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)
    }
}

/// Notices would go to standard error otherwise. A global function, because C calls it on any thread.
private func ignoreNotice(_ context: UnsafeMutableRawPointer?, _ message: UnsafePointer<CChar>?) {}

/// Calls `body` with a list of C strings that ends with a null pointer.
private func withCStrings<T>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var pointers = copies.map { UnsafePointer<CChar>($0) }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
