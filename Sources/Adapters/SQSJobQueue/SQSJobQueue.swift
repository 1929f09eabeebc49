import AWSClient
import Domain
import Foundation
import Ports

/// Jobs through a standard queue of SQS (`operations.md` 6).
public struct SQSJobQueue: JobQueue {
    public let settings: SQSSettings
    private let calls: SQSCalls
    let leases = LeaseBook()
    private let polls = OpenPolls()
    let clock: any Ports.Clock
    private let report: @Sendable (SQSEvent) -> Void

    public init(
        _ settings: SQSSettings, service: AWSService, clock: any Ports.Clock,
        report: @escaping @Sendable (SQSEvent) -> Void = { _ in }
    ) {
        self.settings = settings
        calls = SQSCalls(service: service, endpoint: settings.endpoint)
        self.clock = clock
        self.report = report
    }

    /// Most entries of a batch, and of a receive.
    static let batch = 10
    /// Seconds until a message that is none of ours comes again, so that the queue gives it up soon.
    private static let poisonDelay = 10

    // MARK: Port

    public func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] {
        try await receive(limit: limit, wait: wait) { messages in
            for message in messages { try? await extend(message.lease, seconds: 0) }
        }
    }

    public func receive(limit: Int, wait: Double, late: @escaping @Sendable ([LeasedMessage]) async -> Void)
        async throws(QueueFailure) -> [LeasedMessage]
    {
        try await polls.run { () async -> OpenPolls.Outcome in
            do throws(QueueFailure) {
                return .success(try await poll(limit: limit, wait: wait))
            } catch {
                return .failure(error)
            }
        } giveBack: { messages in
            await late(messages)
        }
    }

    /// Waits until messages that came for nobody are given back: the last thing before the process ends.
    public func settle() async { await polls.settle() }

    private func poll(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] {
        let seconds = min(20, max(0, Int(wait.rounded(.up))))
        let answer = try await call(
            "ReceiveMessage",
            [
                "MaxNumberOfMessages": min(max(1, limit), Self.batch), "WaitTimeSeconds": seconds,
                "VisibilityTimeout": settings.lease,
                "MessageSystemAttributeNames": ["ApproximateReceiveCount", "SentTimestamp"],
            ], within: .seconds(seconds + 5), attempts: 1)
        // SQS counts from when it delivers, which may be a whole wait after the question. What the answer took on its way is booked
        // too long, which does no harm: SQS refuses a lease that has run out, or lets its message come again.
        let end = ContinuousClock.now + .seconds(settings.lease)
        var received: [LeasedMessage] = []
        for message in answer["Messages"] as? [[String: Any]] ?? [] {
            if let leased = try await take(message, until: end) { received.append(leased) }
        }
        return received
    }

    public func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {
        guard leases.holds(lease) else { throw .leaseLost }
        let asked = ContinuousClock.now
        let whole = Self.whole(seconds)
        _ = try await call("ChangeMessageVisibility", ["ReceiptHandle": lease.token, "VisibilityTimeout": whole])
        if whole == 0 { leases.end(lease) } else { leases.hold(lease, until: asked + .seconds(whole)) }
    }

    public func delete(_ lease: Lease) async throws(QueueFailure) {
        // SQS says nothing of a receipt that has run out, so what was leased until when is kept here.
        guard leases.holds(lease) else { throw .leaseLost }
        _ = try await call("DeleteMessage", ["ReceiptHandle": lease.token])
        leases.end(lease)
    }

    public func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] {
        guard let name = settings.deadLetters else { return [] }
        var found: [(sent: Int, message: JobMessage)] = []
        do throws(AWSFailure) {
            guard let address = try await calls.address(of: name) else { return [] }
            let answer = try await calls.call(
                "ReceiveMessage",
                [
                    "QueueUrl": address, "MaxNumberOfMessages": Self.batch, "VisibilityTimeout": 0,
                    "MessageSystemAttributeNames": ["SentTimestamp"],
                ])
            for message in answer["Messages"] as? [[String: Any]] ?? [] {
                guard let body = message["Body"] as? String, case .job(let job) = SQSEnvelope.content(of: body) else {
                    continue
                }
                found.append((Self.number("SentTimestamp", of: message), job))
            }
        } catch {
            throw Self.failure(error)
        }
        return Array(found.sorted { $0.sent < $1.sent }.map(\.message).prefix(limit))
    }

    public func depth() async throws(QueueFailure) -> QueueDepth {
        do throws(AWSFailure) {
            let own = try await attributes()
            var dead = 0
            if let name = settings.deadLetters, let address = try await calls.address(of: name) {
                dead = try await calls.attributes(of: address).waiting
            }
            return QueueDepth(waiting: own.waiting, leased: own.leased, dead: dead)
        } catch {
            throw Self.failure(error)
        }
    }

    // MARK: Start

    /// What the queue says of itself; throws a failure whose code is `QueueDoesNotExist` when there is none.
    public func attributes() async throws(AWSFailure) -> SQSAttributes {
        do throws(AWSFailure) {
            let attributes = try await calls.attributes(of: try await findAddress())
            leases.mostReceives = attributes.mostReceives
            return attributes
        } catch {
            if SQSCalls.isAbsent(error) { leases.address = nil }
            throw error
        }
    }

    /// Makes the queue as it is used here (`operations.md` 6.6: once, where it is missing).
    public func create() async throws(AWSFailure) {
        let answer = try await calls.call(
            "CreateQueue",
            ["QueueName": settings.queue, "Attributes": ["VisibilityTimeout": String(settings.lease)]], attempts: 1)
        if let address = answer["QueueUrl"] as? String { leases.address = address }
    }

    /// The queue's address, once it is known.
    public var address: String? { leases.address }

    private func findAddress() async throws(AWSFailure) -> String {
        if let known = leases.address { return known }
        guard let address = try await calls.address(of: settings.queue) else {
            throw .refused(AWSProblem(status: 400, code: "QueueDoesNotExist", message: "There is no such queue."))
        }
        leases.address = address
        return address
    }

    // MARK: Parts

    func call(
        _ action: String, _ arguments: [String: Any], within time: Duration = .seconds(20), attempts: Int = 3
    ) async throws(QueueFailure) -> [String: Any] {
        do throws(AWSFailure) {
            var arguments = arguments
            arguments["QueueUrl"] = try await findAddress()
            return try await calls.call(action, arguments, within: time, attempts: attempts)
        } catch {
            if SQSCalls.isAbsent(error) { leases.address = nil }
            throw Self.failure(error)
        }
    }

    static func whole(_ seconds: Double) -> Int { min(43_200, max(0, Int(seconds.rounded(.up)))) }

    private func take(_ message: [String: Any], until end: ContinuousClock.Instant) async throws(QueueFailure)
        -> LeasedMessage?
    {
        guard let body = message["Body"] as? String, let receipt = message["ReceiptHandle"] as? String else {
            throw .unavailable("a message of SQS without its parts")
        }
        let id = message["MessageId"] as? String ?? ""
        let lease = Lease(token: receipt)
        switch SQSEnvelope.content(of: body) {
        case .job(let job):
            leases.hold(lease, until: end)
            let sent = Int64(Self.number("SentTimestamp", of: message))
            return LeasedMessage(
                message: job, lease: lease, receives: max(1, Self.number("ApproximateReceiveCount", of: message)),
                sent: Instant(microseconds: sent * 1_000))
        case .foreign: report(.foreign(id: id))
        case .unreadable: report(.poison(id: id, start: String(body.prefix(200))))
        }
        await setAside(receipt, id, receives: Self.number("ApproximateReceiveCount", of: message))
        return nil
    }

    /// Lets the queue give a message up that is none of ours, or does so itself where the queue never does (`operations.md` 6.7).
    private func setAside(_ receipt: String, _ id: String, receives: Int) async {
        if leases.mostReceives == nil, receives >= settings.mostReceives {
            report(.dead(id: id, receives: receives))
            _ = try? await call("DeleteMessage", ["ReceiptHandle": receipt])
        } else {
            let delay = min(Self.poisonDelay, settings.lease)
            _ = try? await call("ChangeMessageVisibility", ["ReceiptHandle": receipt, "VisibilityTimeout": delay])
        }
    }

    private static func number(_ attribute: String, of message: [String: Any]) -> Int {
        let attributes = message["Attributes"] as? [String: String] ?? [:]
        return attributes[attribute].flatMap { Int($0) } ?? 0
    }

    /// What SQS says of a receipt that is worth nothing any more.
    static let lostCodes = ["ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue"]

    private static func failure(_ failure: AWSFailure) -> QueueFailure {
        switch failure {
        case .refused(let problem) where lostCodes.contains(problem.code): .leaseLost
        case .refused(let problem): .unavailable("SQS answered \(problem.status) \(problem.code)")
        case .unavailable(let reason): .unavailable("SQS does not answer: \(reason)")
        case .credentials(let reason): .unavailable("no AWS credentials: \(reason)")
        case .configuration(let reason): .unavailable(reason)
        }
    }
}
