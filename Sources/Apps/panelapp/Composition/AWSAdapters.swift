import AWSClient
import AsyncHTTPClient
import Foundation
import Logging
import Ports
import S3BlobStore
import SMTPMailer
import SQSJobQueue
import SystemClock
import Web

/// What `aws` mode puts behind the ports beside the database: S3, SQS, SMTP (`operations.md` 2.2).
struct AWSAdapters: Sendable {
    let blobs: S3BlobStore
    let queue: SQSJobQueue
    let mailer: SMTPMailer
    private let clients: [HTTPClient]
    private let redirectsMedia: Bool

    struct NoCredentials: Error, CustomStringConvertible {
        let description =
            "No AWS credentials: set AWS_ACCESS_KEY_ID with its secret, or run with a web identity (EKS), as an ECS or EKS "
            + "task with a role, or on an instance with one"
    }

    struct NoBucket: Error, CustomStringConvertible {
        let description = "AWS_S3_MEDIAFILES_BUCKET_NAME is missing"
    }

    struct NoMailServer: Error, CustomStringConvertible { let description = "EMAIL_HOST and EMAIL_PORT are missing" }

    init(_ aws: AWSSettings, _ settings: Settings, book: LogBook) throws {
        guard let server = settings.mailServer else { throw NoMailServer() }
        let clock = SystemClock()
        let region = AWSRegion(aws.region)
        let report = Self.report(book.logger("aws"))
        let http = AWSService.client()
        let storage = aws.s3Verifies ? http : AWSService.client(verifies: false)
        clients = aws.s3Verifies ? [http] : [http, storage]
        redirectsMedia = aws.redirectsMedia

        let shared = CredentialCache(
            try Self.source(aws, region), http: http, clock: clock, report: report)
        let own = aws.sqsKeys.map { keys in
            CredentialCache(
                .fixed(AWSCredentials(accessKey: keys.key.reveal(), secretKey: keys.secret.reveal())), http: http,
                clock: clock)
        }
        let s3 = AWSService("s3", region: region, credentials: shared, http: storage, clock: clock, report: report)
        blobs = S3BlobStore(try S3Bucket(Self.bucket(aws, region), service: s3))
        let address = aws.sqsEndpoint ?? "https://sqs.\(region.host)"
        guard let endpoint = AWSEndpoint(address) else { throw AWSFailure.configuration("the address of SQS is none") }
        let sqs = AWSService(
            "sqs", region: region, credentials: own ?? shared, http: http, clock: clock, report: report)
        queue = SQSJobQueue(
            SQSSettings(queue: aws.queue, endpoint: endpoint, lease: aws.lease), service: sqs, clock: clock,
            report: Self.poison(book.logger("sqs")))
        mailer = SMTPMailer(server)
    }

    var ports: PortAdapters {
        let checks: [String: @Sendable () async throws -> HealthVerdict] = [
            "rabbitmq": {
                _ = try await queue.attributes()
                return .ok
            },
            "email": {
                try await mailer.check()
                return .ok
            },
            "storage": {
                try await blobs.check()
                return .ok
            },
        ]
        var address: (@Sendable (BlobKey) async throws -> String)?
        if redirectsMedia { address = { key in try await blobs.address(of: key) } }
        return PortAdapters(
            blobs: blobs, queue: queue, mailer: mailer, checks: checks, address: address, prepare: {},
            close: {
                await queue.settle()
                for client in clients { try? await client.shutdown() }
            })
    }

    // MARK: Parts

    /// `operations.md` 7.1. What the reader checked comes from the settings, the rest of the chain is the environment's.
    private static func source(_ aws: AWSSettings, _ region: AWSRegion) throws -> CredentialSource {
        var variables = ProcessInfo.processInfo.environment
        variables["AWS_ACCESS_KEY_ID"] = aws.keys?.key.reveal()
        variables["AWS_SECRET_ACCESS_KEY"] = aws.keys?.secret.reveal()
        variables["AWS_SESSION_TOKEN"] = aws.sessionToken?.reveal()
        variables["AWS_EC2_METADATA_DISABLED"] = String(!aws.asksInstance)
        let session = "panelapp-\(UInt32.random(in: .min ... .max))"
        guard let source = try CredentialSource.find(in: variables, region: region, session: session) else {
            throw NoCredentials()
        }
        return source
    }

    private static func bucket(_ aws: AWSSettings, _ region: AWSRegion) throws -> S3Settings {
        guard let media = aws.media else { throw NoBucket() }
        let encryption: S3Settings.Encryption? =
            switch aws.encryption {
            case "AES256": .aes256
            case "aws:kms": .kms(keyID: aws.encryptionKey)
            default: nil
            }
        return S3Settings(
            region: region, bucket: media.name, location: media.location,
            endpoint: aws.s3Endpoint.flatMap { AWSEndpoint($0) },
            addressing: S3Settings.Addressing(rawValue: aws.s3Addressing) ?? .auto, isPlain: aws.s3IsPlain,
            acl: media.acl, encryption: encryption)
    }

    private static func report(_ logger: Logger) -> @Sendable (AWSEvent) -> Void {
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
            case .request(let service, let operation, let outcome):
                logger.debug(
                    "\(service) \(operation): \(outcome)",
                    metadata: [
                        "event": "aws.request", "aws_service": "\(service)", "operation": "\(operation)",
                        "outcome": "\(outcome)",
                    ])
            }
        }
    }

    private static func poison(_ logger: Logger) -> @Sendable (SQSEvent) -> Void {
        { event in
            switch event {
            case .poison(let id, let start):
                logger.error(
                    "A message that is no job of this program",
                    metadata: ["event": "task.poison", "message_id": "\(id)", "body": "\(start)"])
            case .foreign(let id):
                logger.error(
                    "A message of the former system: drain its queue before the switch",
                    metadata: ["event": "task.foreign", "message_id": "\(id)"])
            }
        }
    }
}
