import CCurl
import Foundation
import MailFormat
import Ports

/// One connection. Blocks its thread.
struct SMTPTransfer {
    let settings: SMTPSettings

    init(_ settings: SMTPSettings) { self.settings = settings }

    /// Seconds.
    private static let connectTimeout = 10

    func send(_ bytes: [UInt8], from sender: String, to recipient: MailAddress) throws(MailFailure) {
        var outcome = Outcome(code: CURLE_FAILED_INIT, reply: 0)
        bytes.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: CChar.self) { text in
                var source = panelapp_curl_source(bytes: text.baseAddress, count: text.count, done: 0)
                withUnsafeMutablePointer(to: &source) { source in
                    outcome = run { curl in
                        panelapp_curl_text(curl, CURLOPT_MAIL_FROM, "<\(sender)>")
                        panelapp_curl_upload(curl, source)
                        let recipients = curl_slist_append(nil, "<\(recipient.address)>")
                        panelapp_curl_list(curl, CURLOPT_MAIL_RCPT, recipients)
                        return recipients
                    }
                }
            }
        }
        try outcome.check(recipient: recipient)
    }

    func check() throws(MailFailure) {
        let outcome = run { curl in
            panelapp_curl_number(curl, CURLOPT_CONNECT_ONLY, 1)
            return nil
        }
        try outcome.check(recipient: nil)
    }

    /// - Parameter prepare: sets what is particular; the list it answers lives until the transfer has ended.
    private func run(_ prepare: (UnsafeMutableRawPointer) -> UnsafeMutablePointer<curl_slist>?) -> Outcome {
        guard let curl = curl_easy_init() else { return Outcome(code: CURLE_FAILED_INIT, reply: 0) }
        defer { curl_easy_cleanup(curl) }
        configure(curl)
        let list = prepare(curl)
        defer { curl_slist_free_all(list) }
        var watch = panelapp_curl_login()
        watch.greetings_needed = settings.security == .startTLS ? 2 : 1
        let code = withUnsafeMutablePointer(to: &watch) { watch in
            if settings.login != nil { panelapp_curl_demand_login(curl, watch) }
            return curl_easy_perform(curl)
        }
        return Outcome(
            code: watch.is_missing == 1 ? CURLE_LOGIN_DENIED : code, reply: panelapp_curl_response_code(curl))
    }

    private func configure(_ curl: UnsafeMutableRawPointer) {
        let scheme = settings.security == .implicit ? "smtps" : "smtp"
        let host = settings.host.contains(":") && !settings.host.hasPrefix("[") ? "[\(settings.host)]" : settings.host
        panelapp_curl_text(curl, CURLOPT_URL, "\(scheme)://\(host):\(settings.port)/\(settings.helloName)")
        panelapp_curl_text(curl, CURLOPT_PROTOCOLS_STR, scheme)
        panelapp_curl_text(curl, CURLOPT_PROXY, "")
        // Signals would hit the whole process.
        panelapp_curl_number(curl, CURLOPT_NOSIGNAL, 1)
        panelapp_curl_quiet(curl)
        panelapp_curl_number(curl, CURLOPT_CONNECTTIMEOUT, Self.connectTimeout)
        panelapp_curl_number(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, settings.timeout)
        // Greeting, EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT, DATA, end: each within the time for an answer.
        panelapp_curl_number(curl, CURLOPT_TIMEOUT, Self.connectTimeout + 10 * settings.timeout)
        if settings.security != .plain {
            panelapp_curl_number(curl, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
            panelapp_curl_number(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
            panelapp_curl_number(curl, CURLOPT_SSL_VERIFYPEER, settings.verifies ? 1 : 0)
            panelapp_curl_number(curl, CURLOPT_SSL_VERIFYHOST, settings.verifies ? 2 : 0)
            if let trusted = settings.trusted { panelapp_curl_text(curl, CURLOPT_CAINFO, trusted) }
        }
        if let login = settings.login {
            panelapp_curl_text(curl, CURLOPT_USERNAME, login.user)
            panelapp_curl_text(curl, CURLOPT_PASSWORD, login.password)
        }
    }

    /// How a transfer ended.
    private struct Outcome {
        var code: CURLcode
        /// The server's last reply.
        var reply: Int

        /// What is worth another try (`operations.md` 10). No text names an address; a recipient's domain alone.
        func check(recipient: MailAddress?) throws(MailFailure) {
            if code == CURLE_OK { return }
            let reason = String(cString: curl_easy_strerror(code))
            switch code {
            // The last reply was a good one: the server's own list, in which there is no login.
            case CURLE_LOGIN_DENIED where reply < 400:
                throw .permanent("the mail server offers no login")
            // 4xx passes; a wrong password (5xx) is no fault of the mail, and may be put right before the last redelivery.
            case CURLE_LOGIN_DENIED:
                throw .transient("the mail server refuses the login (\(reply))")
            case CURLE_USE_SSL_FAILED:
                throw .transient("the mail server offers no STARTTLS, so nothing was sent")
            case CURLE_SEND_ERROR where (500...599).contains(reply),
                CURLE_WEIRD_SERVER_REPLY where (500...599).contains(reply):
                throw .permanent("the mail server refuses mail to \(recipient?.domain ?? "anybody") (\(reply))")
            default:
                throw .transient(reply >= 400 ? "the mail server answered \(reply)" : reason)
            }
        }
    }
}
