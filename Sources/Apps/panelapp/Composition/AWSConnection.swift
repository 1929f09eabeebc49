import AWSClient
import AsyncHTTPClient
import Foundation
import Logging
import S3BlobStore
import ServiceLifecycle
import SystemClock

/// How one process reaches AWS: its connections and where its credentials come from (`operations.md` 7).
struct AWSConnection: Sendable {
    let region: AWSRegion
    private let aws: AWSSettings
    /// For requests to other services too; it follows no redirects.
    let http: HTTPClient
    /// S3 may have certificates that are not checked.
    private let storage: HTTPClient
    private let credentials: CredentialCache
    private let report: @Sendable (AWSEvent) -> Void

    /// - Parameters:
    ///   - role: what the process is, for the name of its session.
    ///   - observation: counts requests and watches the credentials; nil: nobody asks.
    /// - Throws: `RefusedConfiguration` when there are no credentials to be had.
    init(_ aws: AWSSettings, role: String, book: LogBook, observation: Observation? = nil) throws {
        let source = try Self.source(aws, role: role, environment: ProcessInfo.processInfo.environment)
        self.aws = aws
        region = AWSRegion(aws.region)
        report = Self.report(book.logger("aws"), observation)
        http = AWSService.client()
        storage = aws.s3Verifies ? http : AWSService.client(verifies: false)
        let credentials = CredentialCache(source, http: http, clock: SystemClock(), report: report)
        self.credentials = credentials
        observation?.metrics.watch(credentialsOf: credentials.source) { await credentials.remaining }
    }

    /// A bucket, or the reason why the settings name none.
    func bucket(_ settings: BucketSettings) throws -> S3Bucket {
        let service = AWSService(
            "s3", region: region, credentials: credentials, http: storage, clock: SystemClock(), report: report)
        return try S3Bucket(Self.settings(of: settings, aws), service: service)
    }

    /// - Parameter keys: keys for this service alone.
    func sqs(keys: (key: Secret, secret: Secret)?) -> AWSService {
        let own = keys.map { keys in
            CredentialCache(
                .fixed(AWSCredentials(accessKey: keys.key.reveal(), secretKey: keys.secret.reveal())), http: http,
                clock: SystemClock())
        }
        return AWSService(
            "sqs", region: region, credentials: own ?? credentials, http: http, clock: SystemClock(), report: report)
    }

    /// Keeps the credentials fresh while the process lives.
    var renewal: any Service { CredentialRenewal(credentials: credentials) }

    func close() async {
        try? await http.shutdown()
        if !aws.s3Verifies { try? await storage.shutdown() }
    }

    // MARK: Parts

    /// `operations.md` 7.1. What the reader checked comes from the settings, the rest of the chain is the environment's.
    static func source(
        _ aws: AWSSettings, role: String, environment: [String: String]
    ) throws -> CredentialSource {
        var variables = environment
        variables["AWS_ACCESS_KEY_ID"] = aws.keys?.key.reveal()
        variables["AWS_SECRET_ACCESS_KEY"] = aws.keys?.secret.reveal()
        variables["AWS_SESSION_TOKEN"] = aws.sessionToken?.reveal()
        variables["AWS_EC2_METADATA_DISABLED"] = String(!aws.asksInstance)
        let session = "panelapp-\(role)-\(UInt32.random(in: .min ... .max))"
        let found: CredentialSource?
        do throws(AWSFailure) {
            found = try CredentialSource.find(in: variables, region: AWSRegion(aws.region), session: session)
        } catch {
            guard case .configuration(let reason) = error else { throw error }
            let words = reason.split(separator: " ", maxSplits: 1).map(String.init)
            throw RefusedConfiguration(variable: words.first ?? "", reason: words.last ?? "")
        }
        guard let found else {
            throw RefusedConfiguration(
                variable: "AWS_ACCESS_KEY_ID", reason: "no AWS credentials: \(CredentialSource.ways)")
        }
        return found
    }

    static func settings(of bucket: BucketSettings, _ aws: AWSSettings) -> S3Settings {
        let encryption: S3Settings.Encryption? =
            switch aws.encryption {
            case "AES256": .aes256
            case "aws:kms": .kms(keyID: aws.encryptionKey)
            default: nil
            }
        return S3Settings(
            region: AWSRegion(aws.region), bucket: bucket.name, location: bucket.location,
            endpoint: aws.s3Endpoint.flatMap { AWSEndpoint($0) },
            addressing: S3Settings.Addressing(rawValue: aws.s3Addressing) ?? .auto, isPlain: aws.s3IsPlain,
            acl: bucket.acl, encryption: encryption)
    }

    private static func report(_ logger: Logger, _ observation: Observation?) -> @Sendable (AWSEvent) -> Void {
        { event in
            switch event {
            case .renewalFailed(let source, let seconds, let reason):
                logger.warning(
                    "AWS credentials cannot be renewed; the present ones end in \(seconds) s",
                    metadata: ["event": "credentials.renewal_failed", "provider": "\(source)", "exc_info": "\(reason)"])
            case .clockSkew(let seconds):
                logger.warning(
                    "The clock of this machine is \(-seconds) s ahead of AWS's; requests are signed with the right time",
                    metadata: ["event": "aws.clock_skew", "seconds": .stringConvertible(seconds)])
            case .refused(let service, let operation, let resource, let problem):
                logger.error(
                    "\(service) refuses \(operation) on \(resource): \(problem.code) (\(problem.status))",
                    metadata: [
                        "event": "aws.refused", "aws_service": "\(service)", "operation": "\(operation)",
                        "resource": "\(resource)", "outcome": "\(problem.code)",
                    ])
            case .request(let service, let operation, let outcome, let took):
                observation?.noteCall(service, operation, outcome, took)
                logger.debug(
                    "\(service) \(operation): \(outcome)",
                    metadata: [
                        "event": "aws.request", "aws_service": "\(service)", "operation": "\(operation)",
                        "outcome": "\(outcome)",
                    ])
            }
        }
    }
}

/// Renews the credentials of a process that asks nothing of AWS for long, until it stops (`operations.md` 7.2).
private struct CredentialRenewal: Service {
    let credentials: CredentialCache

    func run() async throws {
        await cancelWhenGracefulShutdown { await credentials.renewInTime() }
        try? await gracefulShutdown()
    }
}

/// What cannot be seen from the variables alone but makes a start pointless all the same.
struct RefusedConfiguration: Error, CustomStringConvertible {
    let variable: String
    let reason: String
    var description: String { "\(variable): \(reason)" }
}
