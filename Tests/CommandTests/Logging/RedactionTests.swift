import Foundation
import Logging
import Testing
import Web

@testable import panelapp

@Suite("operations.md 11.5: what is never logged")
struct RedactionTests {
    let capture = LogCapture()

    @Test("O71: the value of a secret is found in no line, whatever way it took")
    func secrets() {
        let secret = "s3cr\"et/with+signs"
        let book = capture.book(threshold: .debug, secrets: [secret])
        let logger = book.logger("web")

        logger.info("message \(secret)", metadata: ["key": "\(secret)", "list": ["\(secret)"]])
        logger.debug("as in an address: s3cr%22et%2Fwith%2Bsigns")
        var record = AccessLineTests.record
        record.path = "/x/\(secret)"
        record.userAgent = secret
        AccessLine(book: book).write(record)

        let text = capture.text(book)
        #expect(!text.contains("s3cr"))
        #expect(text.contains("***"))
    }

    @Test(
        "O71: members with a secret's name are hidden whatever they hold",
        arguments: [
            "authorization", "Cookie", "token", "password",
        ])
    func secretNames(name: String) throws {
        let book = capture.book()

        book.logger("web").info("x", metadata: ["\(name)": "Token 0123"])

        #expect(try capture.lines(book).first?[name] as? String == "***")
    }

    @Test("mail addresses keep their domain only; an address with a password loses both names")
    func mailAddresses() throws {
        let book = capture.book()

        book.logger("smtp").info("ann.b+c@example.org refused, see postgresql://reader@db.example.org/x and @name")

        let message = try capture.lines(book).first?["msg"] as? String
        #expect(message == "***@example.org refused, see postgresql://***@db.example.org/x and @name")
    }

    @Test("an ordinary line is left alone")
    func ordinary() throws {
        let book = capture.book(secrets: ["short", "a-secret-value"])

        book.logger("web").info("short of a-secret")

        #expect(try capture.lines(book).first?["msg"] as? String == "short of a-secret")
    }
}
