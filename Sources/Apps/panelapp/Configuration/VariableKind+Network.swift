import Foundation
import Web

/// Kinds for addresses.
extension VariableKind {
    static let allowedHosts = VariableKind("list of hosts, separated by ';'") { text in
        do throws(AllowedHosts.Malformed) {
            _ = try AllowedHosts(text)
        } catch {
            return .wrong("contains '\(error.item)', which is no host name, '.domain' or '*'")
        }
        return items(of: text, separators: ";,").isEmpty ? .wrong("names no host") : .value(.text(text))
    }

    /// Host name or IP address.
    static let host = VariableKind("host name or IP address") { text in
        text.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:]+(%[A-Za-z0-9]+)?\]?/) != nil
            ? .value(.text(text)) : .wrong("must be a host name or an IP address")
    }

    static let trustedPeers = VariableKind("addresses or CIDR blocks, separated by ',', or *") { text in
        do throws(TrustedPeers.Malformed) {
            _ = try TrustedPeers(text)
            return .value(.text(text))
        } catch {
            return .wrong("contains '\(error.item)', which is no address, CIDR block or '*'")
        }
    }

    static let headerName = VariableKind("header name") { text in
        ProxySettings.headerName(text) == nil ? .wrong("must be the name of a header") : .value(.text(text))
    }

    /// `a@b`
    static let address = VariableKind("e-mail address") { text in
        isAddress(text) ? .value(.text(text)) : .wrong("must be one e-mail address")
    }

    /// `a@b` or `Name <a@b>`
    static let mailbox = VariableKind("e-mail address or 'Name <address>'") { text in
        if isAddress(text) { return .value(.text(text)) }
        guard let open = text.lastIndex(of: "<"), text.last == ">", !text.contains(where: \.isNewline) else {
            return .wrong("must be an e-mail address or 'Name <address>'")
        }
        let inner = String(text[text.index(after: open)...].dropLast())
        return isAddress(inner) ? .value(.text(text)) : .wrong("must hold an e-mail address between '<' and '>'")
    }

    private static func isAddress(_ text: String) -> Bool {
        text.wholeMatch(of: /[^\s@<>,;"]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?/) != nil
    }

    /// `http(s)://host[:port][/path]`, without a trailing slash.
    static let absoluteURL = VariableKind("absolute URL") { text in
        guard isAbsolute(text) else { return .wrong("must be an absolute http or https address") }
        guard text.hasSuffix("/") else { return .value(.text(text)) }
        var bare = text
        while bare.hasSuffix("/") { bare.removeLast() }
        return .repaired(.text(bare), warning: "slashes at the end were removed")
    }

    /// Absolute URL or absolute path, ending in `/`.
    static let baseAddress = VariableKind("URL or path ending in '/'") { text in
        guard text.hasSuffix("/") else { return .wrong("must end in '/'") }
        let isPath = text.hasPrefix("/") && !text.hasPrefix("//")
        return isPath || isAbsolute(text) ? .value(.text(text)) : .wrong("must be an absolute address or path")
    }

    static func isAbsolute(_ text: String) -> Bool {
        text.wholeMatch(of: /https?:\/\/[A-Za-z0-9\[\]:.-]+(\/[^\s?#]*)?/) != nil
    }

    /// Path on this site, or one of the two names that stand for pages.
    static let redirectTarget = VariableKind("path beginning with '/', 'home' or 'accounts:login'") { text in
        let isPath = text.hasPrefix("/") && !text.hasPrefix("//")
        return isPath || ["home", "accounts:login"].contains(text)
            ? .value(.text(text)) : .wrong("must be a path beginning with '/', 'home' or 'accounts:login'")
    }
}
