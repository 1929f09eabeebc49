import Ports
import Synchronization

/// Ends of jobs that could not be written into the table, because it did not answer. They are written before the next job is
/// taken: until then the table says that these jobs run.
final class OwedResults: Sendable {
    typealias Result = @Sendable () async throws -> Void

    private let results = Mutex<[Result]>([])

    func add(_ result: @escaping Result) { results.withLock { $0.append(result) } }

    /// Writes all; what an outage of the database keeps from being written stays for the next time.
    func settle() async throws {
        while let result = results.withLock({ $0.first }) {
            do {
                try await result()
            } catch let failure as RepoFailure where failure.isOutage || failure == .exhausted || failure == .busy {
                throw failure
            } catch {
                // The job comes again when its lease has run out.
            }
            results.withLock { _ = $0.removeFirst() }
        }
    }
}
