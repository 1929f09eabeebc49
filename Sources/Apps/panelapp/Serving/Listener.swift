import Hummingbird
import HummingbirdCore
import HummingbirdTLS

/// How the listener speaks: HTTP, within TLS where a certificate is given (`operations.md` 4, `certfile`).
struct Listener {
    private let tls: TLSConfiguration?

    /// - Throws: a ``ConfigurationProblem`` about the file that cannot be used.
    init(_ files: TLSFiles?) throws(ConfigurationProblem) {
        tls = if let files { try Self.configuration(files) } else { nil }
    }

    func builder(_ http: HTTP1Channel.Configuration) throws -> HTTPServerBuilder {
        guard let tls else { return .http1(configuration: http) }
        return try .tls(.http1(configuration: http), tlsConfiguration: tls)
    }

    private static func configuration(_ files: TLSFiles) throws(ConfigurationProblem) -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(files.certificate) } catch { chain = [] }
        guard !chain.isEmpty else {
            throw ConfigurationProblem("GUNICORN_CERTFILE", "holds no certificate in PEM", value: files.certificate)
        }
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: files.key, format: .pem) } catch {
            throw ConfigurationProblem("GUNICORN_KEYFILE", "holds no private key in PEM", value: files.key)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        // Only HTTP/1.1 is spoken.
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
