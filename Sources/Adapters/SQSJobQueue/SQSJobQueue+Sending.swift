import AWSClient
import Domain
import Ports

/// Sending, ten messages in one call (`operations.md` 6.3).
extension SQSJobQueue {
    public func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        var unsent: [JobMessage] = []
        for start in stride(from: 0, to: messages.count, by: Self.batch) {
            do throws(QueueFailure) {
                try await sendBatch(Array(messages[start..<min(start + Self.batch, messages.count)]), delay: delay)
            } catch .unsent(let some) {
                unsent += some
            } catch {
                // Nothing has arrived.
                if start == 0 { throw error }
                unsent += messages[start...]
                break
            }
        }
        if !unsent.isEmpty { throw .unsent(unsent) }
    }

    private func sendBatch(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        if messages.count == 1, let message = messages.first { return try await sendOne(message, delay: delay) }
        var pending = messages
        for attempt in 1...3 {
            do throws(QueueFailure) {
                pending = try await sendOnce(pending, delay: delay)
            } catch {
                if pending.count == messages.count { throw error }
                break
            }
            if pending.isEmpty { return }
            if attempt < 3 { try? await Task.sleep(for: .milliseconds(100 << attempt)) }
        }
        if pending.count < messages.count { throw .unsent(pending) }
        throw .unavailable("SQS refused all of \(messages.count) messages")
    }

    /// One call. - Returns: what SQS has not taken.
    private func sendOnce(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) -> [JobMessage] {
        let now = clock.now()
        let bodies = messages.map { SQSEnvelope.text(of: $0, at: now) }
        let entries = bodies.enumerated().map { index, body in
            ["Id": "m\(index)", "MessageBody": body, "DelaySeconds": Self.seconds(delay)] as [String: Any]
        }
        let answer = try await call("SendMessageBatch", ["Entries": entries])
        var arrived: Set<Int> = []
        for entry in answer["Successful"] as? [[String: Any]] ?? [] {
            guard let index = (entry["Id"] as? String).flatMap({ Int($0.dropFirst()) }),
                bodies.indices.contains(index),
                Self.isWhole(entry, bodies[index])
            else { continue }
            arrived.insert(index)
        }
        return messages.enumerated().filter { !arrived.contains($0.offset) }.map(\.element)
    }

    private func sendOne(_ message: JobMessage, delay: Double) async throws(QueueFailure) {
        for _ in 1...3 {
            let body = SQSEnvelope.text(of: message, at: clock.now())
            let answer = try await call("SendMessage", ["MessageBody": body, "DelaySeconds": Self.seconds(delay)])
            if Self.isWhole(answer, body) { return }
        }
        throw .unavailable("SQS keeps taking another message than was sent")
    }

    /// What SQS can do.
    private static func seconds(_ delay: Double) -> Int { min(900, max(0, Int(delay.rounded(.up)))) }

    /// Whether what arrived is what was sent (`operations.md` 6.2).
    private static func isWhole(_ answer: [String: Any], _ body: String) -> Bool {
        guard let digest = answer["MD5OfMessageBody"] as? String else { return true }
        return digest == ContentDigest.md5(Array(body.utf8))
    }
}
