import Hummingbird
import UseCases

extension AppRequestContext {
    /// Who asks, for use cases that count or list such things.
    public func client(_ request: Request) -> Client {
        Client(
            address: clientIP ?? "unknown", userAgent: request.headers[.userAgent] ?? "",
            sessionKey: browser.sessionKey)
    }
}
