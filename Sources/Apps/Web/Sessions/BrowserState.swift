import Domain
import Ports
import Synchronization

/// What a request knows of its browser beside the person, and what the answer tells the browser to keep: a box that travels
/// with the context, read from the cookies by `SessionMiddleware`, which writes what changed back into cookies.
public final class BrowserState: Sendable {
    enum Session: Hashable, Sendable {
        case start(key: String, maxAge: Int)
        case end
    }

    private struct State {
        var csrf: CSRFToken?
        /// Whether the browser has the secret already.
        var isKept = false
        var isAsked = false
        var received: [FlashMessage] = []
        var isTaken = false
        var said: [FlashMessage] = []
        var savedVersion: String?
        var session: Session?
        var key: String?
    }

    private let state = Mutex(State())

    public init() {}

    func begin(csrf: CSRFToken?, messages: [FlashMessage], key: String?) {
        state.withLock { state in
            state.csrf = csrf
            state.isKept = csrf != nil
            state.received = messages
            state.key = key
        }
    }

    /// The key of the login that the browser sent, valid or not.
    public var sessionKey: String? { state.withLock { $0.key } }

    // MARK: Forms

    /// The token for a form in this answer; a browser without a secret gets one with it.
    public func csrfToken() -> String {
        state.withLock { state in
            state.isAsked = true
            let token = state.csrf ?? .random()
            state.csrf = token
            return token.masked()
        }
    }

    /// Whether what a form or header sent fits the cookie.
    func accepts(_ token: String) -> Bool {
        guard let offered = CSRFToken(token) else { return false }
        return state.withLock { state in
            guard state.isKept, let own = state.csrf else { return false }
            return own.isSame(as: offered)
        }
    }

    var hasCSRFCookie: Bool { state.withLock { $0.isKept } }

    // MARK: Messages

    /// Leaves a message for the next page of this browser.
    public func say(_ level: FlashMessage.Level, _ text: String) {
        state.withLock { $0.said.append(FlashMessage(level, text)) }
    }

    /// Tells what a form has done, and the version that it made.
    public func saved(_ text: String, version: String? = nil) {
        state.withLock { state in
            state.said.append(FlashMessage(.saved, text))
            state.savedVersion = version
        }
    }

    /// The version that this request has made.
    public var savedVersion: String? { state.withLock { $0.savedVersion } }

    /// What was said in this request, for an answer that is no page; no page shows it then.
    public func takeSaid() -> [FlashMessage] {
        state.withLock { state in
            defer { state.said = [] }
            return state.said
        }
    }

    /// Whether a page made now has messages to show.
    public var hasMessages: Bool { state.withLock { !$0.received.isEmpty || !$0.said.isEmpty } }

    /// The messages to show on a page of this answer; they are not shown again.
    public func takeMessages() -> [FlashMessage] {
        state.withLock { state in
            defer {
                state.isTaken = true
                state.said = []
            }
            return (state.isTaken ? [] : state.received) + state.said
        }
    }

    // MARK: Login

    /// The browser carries this login from now on. The secret of its forms changes too.
    public func start(key: String, seconds: Int) {
        state.withLock { state in
            state.session = .start(key: key, maxAge: seconds)
            state.csrf = .random()
            state.isKept = false
            state.isAsked = true
        }
    }

    /// Whether this answer gives the browser a login.
    var hasStarted: Bool { state.withLock { if case .start = $0.session { true } else { false } } }

    /// Whether this answer takes the browser's login away.
    var hasEnded: Bool { state.withLock { $0.session == .end } }

    /// The browser carries no login any more.
    public func endSession() {
        state.withLock { state in
            state.session = .end
            state.csrf = .random()
            state.isKept = false
            state.isAsked = true
        }
    }

    /// What the answer sets.
    func cookies(flash: FlashCookie) -> [ResponseCookie] {
        state.withLock { state in
            var cookies: [ResponseCookie] = []
            switch state.session {
            case .start(let key, let maxAge):
                cookies.append(ResponseCookie(name: SessionMiddleware.cookie, value: key, maxAge: maxAge))
            case .end: cookies.append(ResponseCookie(name: SessionMiddleware.cookie, value: "", maxAge: 0))
            case nil: break
            }
            if state.isAsked, !state.isKept, let csrf = state.csrf {
                // A year; outside scripts read it (`accounts-jobs-files.md 4.3`).
                cookies.append(
                    ResponseCookie(
                        name: CSRFMiddleware.cookie, value: csrf.plain, maxAge: 31_449_600, isHTTPOnly: false))
            }
            let left = (state.isTaken ? [] : state.received) + state.said
            if !state.said.isEmpty {
                cookies.append(ResponseCookie(name: FlashCookie.name, value: flash.write(left)))
            } else if state.isTaken, !state.received.isEmpty {
                cookies.append(ResponseCookie(name: FlashCookie.name, value: "", maxAge: 0))
            }
            return cookies
        }
    }
}
