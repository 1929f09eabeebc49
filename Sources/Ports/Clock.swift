import Domain

/// The time. Tests give their own.
public protocol Clock: Sendable {
    func now() -> Instant
}
