import Logging

extension AppRequestContext {
    /// A line of the log about something that the operator of a site wants to see, without a name or a secret.
    public func warn(_ message: String, event: String) {
        logger.warning(
            "\(message)", metadata: ["event": "\(event)", "client": "\(clientIP ?? "unknown")"])
    }
}
