/// How often something may be tried before it has to wait (`accounts-jobs-files.md 4.1`, S10): arithmetic over the moments
/// of earlier attempts, so that any number of web processes that share those moments agree.
public struct AttemptLimit: Hashable, Sendable {
    /// How long an attempt counts, in seconds.
    public var window: Double
    /// From this many counted attempts on, each next one has to wait: 1, 2, 4 ... seconds. Nil: no growing wait.
    public var slowFrom: Int?
    /// The longest of the growing waits, in seconds.
    public var longestWait: Double
    /// At this many counted attempts everything is refused until the window has passed since the last one.
    public var refuseFrom: Int

    public init(window: Double, slowFrom: Int? = nil, longestWait: Double = 60, refuseFrom: Int) {
        self.window = window
        self.slowFrom = slowFrom
        self.longestWait = longestWait
        self.refuseFrom = refuseFrom
    }

    /// Failed logins of one account.
    public static let loginOfAccount = AttemptLimit(window: 15 * 60, slowFrom: 5, refuseFrom: 20)
    /// Failed logins from one address. Five times as many, because a whole hospital often shares one address.
    public static let loginFromClient = AttemptLimit(window: 15 * 60, slowFrom: 25, refuseFrom: 100)
    /// Mails that somebody may have sent to one address, or from one client, in an hour (`accounts-jobs-files.md 3.4`).
    public static let mailRequest = AttemptLimit(window: 60 * 60, refuseFrom: 5)
    /// Registrations from one client in an hour; a course registers together.
    public static let registration = AttemptLimit(window: 60 * 60, refuseFrom: 30)
    /// A new verification link for one account (`accounts-jobs-files.md 2.3`).
    public static let verificationLink = AttemptLimit(window: 10 * 60, refuseFrom: 1)

    /// Earlier attempts than this many seconds ago can have no influence any more.
    public var memory: Double { 2 * window }

    /// The moment from which a further attempt is admitted; nil when it is admitted now. Attempts count that lie within the
    /// window before the last one, so that a full quarter of an hour passes after the twentieth.
    public func waitingUntil(after attempts: [Instant], now: Instant) -> Instant? {
        guard let last = attempts.max() else { return nil }
        let count = counted(attempts, last)
        var until = last
        if count >= refuseFrom {
            until = last.advanced(bySeconds: window)
        } else if let slowFrom, count >= slowFrom {
            // Beyond 2^6 the longest wait applies in any case.
            let doublings = min(count - slowFrom, 6)
            until = last.advanced(bySeconds: min(Double(1 << doublings), longestWait))
        }
        return until > now ? until : nil
    }

    /// Whether everything is refused now, so that one attempt more need not be noted.
    public func isExhausted(by attempts: [Instant], now: Instant) -> Bool {
        guard let last = attempts.max(), last.advanced(bySeconds: window) > now else { return false }
        return counted(attempts, last) >= refuseFrom
    }

    private func counted(_ attempts: [Instant], _ last: Instant) -> Int {
        let start = last.advanced(bySeconds: -window)
        return attempts.count { $0 > start }
    }
}

/// Whom or what attempts are counted for.
public struct AttemptSubject: Hashable, Sendable {
    public enum Scope: String, Sendable, CaseIterable {
        case loginOfAccount = "login-account"
        case loginFromClient = "login-client"
        case resetOfAddress = "reset-address"
        case resetFromClient = "reset-client"
        case registrationOfAddress = "registration-address"
        case registrationFromClient = "registration-client"
        case verificationOfAddress = "verification-address"
        case verificationFromClient = "verification-client"
        case passwordCheck = "password-check"

        public var limit: AttemptLimit {
            switch self {
            case .loginOfAccount, .passwordCheck: .loginOfAccount
            case .loginFromClient: .loginFromClient
            case .resetOfAddress, .resetFromClient, .registrationOfAddress, .verificationFromClient: .mailRequest
            case .registrationFromClient: .registration
            case .verificationOfAddress: .verificationLink
            }
        }
    }

    public var scope: Scope
    /// A digest of the name or address: the list of attempts names nobody.
    public var digest: String

    public init(_ scope: Scope, digest: String) {
        self.scope = scope
        self.digest = digest
    }
}
