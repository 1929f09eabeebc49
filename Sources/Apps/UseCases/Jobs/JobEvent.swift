import Ports

/// What happened to a job, for the log.
public enum JobEvent: Hashable, Sendable {
    case done(TakenJob)
    case postponed(TakenJob, seconds: Double, because: String)
    case failed(TakenJob, because: String)
    /// Somebody else may have it by now; this attempt was cut off.
    case leaseLost(TakenJob)
    /// The program stops: the job begins anew elsewhere.
    case returned(TakenJob)
    /// A message of a kind that this program does not know.
    case poison(JobMessage, receives: Int)
    /// A message that was received too often, in a queue without dead letters: it was deleted.
    case dead(JobMessage, receives: Int)
    /// The queue or the table did not answer. Told once a minute while it lasts.
    case trouble(String)
    /// They answer again.
    case recovered
}
