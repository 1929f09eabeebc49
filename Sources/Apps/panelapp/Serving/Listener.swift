import Hummingbird
import HummingbirdCore
import HummingbirdTLS

/// How the listener speaks: HTTP, within TLS where a certificate is given (`operations.md` 4, `certfile`).
struct Listener {
    private let tls: TLSConfiguration?

    /// - Throws: a ``RefusedConfiguration`` about the file that cannot be used.
    init(_ files: TLSFiles?) throws(RefusedConfiguration) {
        tls = if let files { try Self.configuration(files) } else { nil }
    }

    func builder(_ http: HTTP1Channel.Configuration) throws -> HTTPServerBuilder {
        guard let tls else { return .http1(configuration: http) }
        return try .tls(.http1(configuration: http), tlsConfiguration: tls)
    }

    private static func configuration(_ files: TLSFiles) throws(RefusedConfiguration) -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(files.certificate) } catch { chain = [] }
        guard !chain.isEmpty else {
            throw RefusedConfiguration(
                variable: "GUNICORN_CERTFILE", reason: "names \(files.certificate), which holds no certificate in PEM")
        }
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: files.key, format: .pem) } catch {
            throw RefusedConfiguration(
                variable: "GUNICORN_KEYFILE", reason: "names \(files.key), which holds no private key in PEM")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        // Only HTTP/1.1 is spoken.
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
