import Domain
import Hummingbird
import Logging
import NIOCore
import Ports

/// What every handler knows about its request beside the request itself.
///
/// The first middleware fills it; handlers read it.
public struct AppRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage

    /// Id of this request in logs, jobs and on the 500 page; sent back as `X-Request-ID` (`operations.md` 11.4).
    public var requestID = ""
    /// Whether the client came over https, as far as a trusted proxy says (`operations.md` 3.8).
    public var isSecure = false
    /// Address of the client: from a trusted proxy's header, else of the socket.
    public var clientIP: String?
    /// Address at the other end of the socket; nil on a Unix socket and in tests without one.
    public let peerIP: String?
    /// Who asks; whoever finds out sets it, and the access log learns the id.
    public var viewer = Viewer.anonymous {
        didSet { notes.userID = viewer.personID?.rawValue }
    }
    /// The login of a person who signed in with a browser.
    public var login: Login?
    /// What somebody typed into the form that is shown now before their login had ended.
    public var typed: FormBody?
    /// The form of a request that brings a file; its body must not be read in any other way.
    public var upload: Upload?
    /// Whether the database takes no changes at the moment, as far as is known: pages say so.
    public var isReadOnly = false
    /// See `BrowserState`.
    public let browser = BrowserState()
    /// See `RequestNotes`.
    public let notes = RequestNotes()

    /// Largest request body that is not a file upload: 2.5 MiB (`operations.md` 16).
    public static let formBodyLimit = 2_621_440

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerIP = source.channel.remoteAddress?.ipAddress
    }

    /// A context without a connection, for tests that call a responder directly.
    init(logger: Logger, peerIP: String?) {
        coreContext = .init(source: DirectSource(logger: logger))
        self.peerIP = peerIP
    }

    private struct DirectSource: RequestContextSource { let logger: Logger }

    public var maxUploadSize: Int { Self.formBodyLimit }

    /// `http` or `https`, for absolute links.
    public var scheme: String { isSecure ? "https" : "http" }
}

extension Request {
    /// The `Host` the client named. The host check has passed before any handler reads it.
    public var host: String { head.authority ?? "" }
}

extension AppRequestContext {
    /// `https://host[:port]` of this request, without a trailing slash: the base of paging links (`api.md` 3).
    public func origin(of request: Request) -> String { "\(scheme)://\(request.host)" }
}
