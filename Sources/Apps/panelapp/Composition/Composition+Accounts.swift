import Domain
import HMACKeyring
import PasswordHashing
import Ports
import SQLRepo
import SystemClock
import UseCases

extension Composition {
    /// The installation's secret, and those that were in use before it.
    static func keyring(_ settings: Settings) -> HMACKeyring {
        HMACKeyring(
            secret: settings.secretKey?.reveal() ?? "", earlier: settings.secretKeyFallbacks.map { $0.reveal() })
    }

    static func accountParts(
        _ repository: SQLRepository, _ keyring: any Keyring, _ queue: any JobQueue, _ settings: Settings
    ) throws -> AccountParts {
        let age = Double(settings.site.sessionAge.components.seconds)
        return AccountParts(
            repository: repository, queue: queue, hasher: ScryptHasher(), common: try CommonPasswordList(),
            keyring: keyring, clock: SystemClock(), term: SessionTerm(age: age))
    }
}

extension SiteSettings {
    /// `LOGOUT_REDIRECT_URL` as an address.
    var logoutAddress: String {
        switch logoutRedirect {
        case "accounts:login", "": "/accounts/login/"
        case "home": "/"
        default: logoutRedirect
        }
    }
}
