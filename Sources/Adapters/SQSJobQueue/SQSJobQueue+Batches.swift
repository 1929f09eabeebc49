import Ports

/// Several leases in one call (`operations.md` 6.4).
extension SQSJobQueue {
    public func extend(_ all: [Lease], seconds: Double) async throws(QueueFailure) -> [Lease: QueueFailure] {
        let asked = ContinuousClock.now
        let whole = Self.whole(seconds)
        let failures = try await batches("ChangeMessageVisibilityBatch", all, ["VisibilityTimeout": whole])
        for lease in all where failures[lease] == nil {
            if whole == 0 { leases.end(lease) } else { leases.hold(lease, until: asked + .seconds(whole)) }
        }
        return failures
    }

    public func delete(_ all: [Lease]) async throws(QueueFailure) -> [Lease: QueueFailure] {
        let failures = try await batches("DeleteMessageBatch", all, [:])
        for lease in all where failures[lease] == nil { leases.end(lease) }
        return failures
    }

    /// One call for ten leases (`operations.md` 6.4); what SQS refuses of them is tried three times. A single lease takes the
    /// plain call, which is all that a least-privilege policy of old may allow.
    private func batches(_ action: String, _ all: [Lease], _ arguments: [String: Any]) async throws(QueueFailure)
        -> [Lease: QueueFailure]
    {
        var failures: [Lease: QueueFailure] = [:]
        for lease in all where !leases.holds(lease) { failures[lease] = .leaseLost }
        var pending = all.filter { failures[$0] == nil }
        for attempt in 1...3 where !pending.isEmpty {
            if attempt > 1 { try? await Task.sleep(for: .milliseconds(100 << attempt)) }
            var refused: [Lease] = []
            for start in stride(from: 0, to: pending.count, by: Self.batch) {
                let part = Array(pending[start..<min(start + Self.batch, pending.count)])
                for (lease, failure) in try await batch(action, part, arguments) {
                    failures[lease] = failure
                    if failure != .leaseLost { refused.append(lease) }
                }
            }
            for lease in pending where !refused.contains(lease) && failures[lease] != .leaseLost {
                failures[lease] = nil
            }
            pending = refused
        }
        return failures
    }

    private func batch(_ action: String, _ part: [Lease], _ arguments: [String: Any]) async throws(QueueFailure)
        -> [Lease: QueueFailure]
    {
        if let only = part.first, part.count == 1 {
            do throws(QueueFailure) {
                let single = String(action.dropLast("Batch".count))
                _ = try await call(single, arguments.merging(["ReceiptHandle": only.token]) { first, _ in first })
                return [:]
            } catch .leaseLost {
                return [only: .leaseLost]
            }
        }
        let entries = part.enumerated().map { index, lease in
            arguments.merging(["Id": "m\(index)", "ReceiptHandle": lease.token]) { first, _ in first }
        }
        let answer = try await call(action, ["Entries": entries])
        var failures: [Lease: QueueFailure] = [:]
        for failed in answer["Failed"] as? [[String: Any]] ?? [] {
            guard let id = failed["Id"] as? String, let index = Int(id.dropFirst()), part.indices.contains(index) else {
                continue
            }
            let code = failed["Code"] as? String ?? ""
            failures[part[index]] = Self.lostCodes.contains(code) ? .leaseLost : .unavailable("SQS answered \(code)")
        }
        return failures
    }
}
