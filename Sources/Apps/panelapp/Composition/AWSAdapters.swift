import AWSClient
import Logging
import Ports
import S3BlobStore
import SMTPMailer
import SQSJobQueue
import ServiceLifecycle
import SystemClock
import Web

/// What `aws` mode puts behind the ports beside the database: S3, SQS, SMTP (`operations.md` 2.2).
struct AWSAdapters: Sendable {
    let blobs: S3BlobStore
    let queue: SQSJobQueue
    let mailer: SMTPMailer
    private let connection: AWSConnection
    private let observation: Observation
    private let redirectsMedia: Bool
    private let openMediaBase: String?
    private let queueLogger: Logger

    struct NoMailServer: Error, CustomStringConvertible { let description = "EMAIL_HOST and EMAIL_PORT are missing" }

    /// - Parameter role: `web` or `worker`.
    init(_ aws: AWSSettings, _ settings: Settings, role: String, book: LogBook, observation: Observation) throws {
        self.observation = observation
        guard let server = settings.mailServer else { throw NoMailServer() }
        guard let media = aws.media else {
            throw RefusedConfiguration(variable: "AWS_S3_MEDIAFILES_BUCKET_NAME", reason: "is missing")
        }
        connection = try AWSConnection(aws, role: role, book: book, observation: observation)
        redirectsMedia = aws.redirectsMedia
        openMediaBase = aws.openMediaBase
        queueLogger = book.logger("sqs")
        blobs = S3BlobStore(try connection.bucket(media))
        let address = aws.sqsEndpoint ?? "https://sqs.\(connection.region.host)"
        guard let endpoint = AWSEndpoint(address) else { throw AWSFailure.configuration("the address of SQS is none") }
        queue = SQSJobQueue(
            SQSSettings(
                queue: aws.queue, endpoint: endpoint, lease: aws.lease, mostReceives: aws.worker.maxReceives),
            service: connection.sqs(keys: aws.sqsKeys), clock: SystemClock(), report: Self.poison(book.logger("sqs")))
        mailer = SMTPMailer(server)
    }

    /// Renews the credentials in time.
    var renewal: any Service { connection.renewal }

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
        if let openMediaBase {
            address = { key in openMediaBase + PercentCoding.encode(key.path, keepingSlash: true) }
        } else if redirectsMedia {
            address = { key in try await blobs.address(of: key) }
        }
        return PortAdapters(
            blobs: blobs, queue: queue, mailer: ObservedMailer(base: mailer, observation: observation), checks: checks,
            address: address, services: [QueueLook(queue: queue, logger: queueLogger), renewal], http: connection.http,
            prepare: {},
            close: {
                await queue.settle()
                await connection.close()
            })
    }

    // MARK: Parts

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
            case .dead(let id, let receives):
                logger.error(
                    "A message that is no job was received \(receives) times and is deleted",
                    metadata: ["event": "task.dead", "message_id": "\(id)", "receives": .stringConvertible(receives)])
            }
        }
    }
}
