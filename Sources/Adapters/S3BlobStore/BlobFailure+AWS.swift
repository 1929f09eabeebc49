import AWSClient
import Ports

extension BlobFailure {
    /// What a failed call to S3 means to whoever asked for a file. Without the address of the installation.
    /// - Parameter key: what was asked for; nil for all of a bucket.
    init(_ failure: AWSFailure, of key: BlobKey?) {
        if let key, S3Bucket.isAbsent(failure) {
            self = .notFound(key)
            return
        }
        self =
            switch failure {
            case .refused(let problem) where problem.isDenied: .unavailable("S3 denies access (\(problem.code))")
            case .refused(let problem): .unavailable("S3 answered \(problem.status) \(problem.code)")
            case .unavailable(let reason): .unavailable("S3 does not answer: \(reason)")
            case .credentials(let reason): .unavailable("no AWS credentials: \(reason)")
            case .configuration(let reason): .unavailable(reason)
            }
    }
}
