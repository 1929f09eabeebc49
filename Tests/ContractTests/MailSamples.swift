import Ports
import TestSupport

/// Mails that are hard to write down.
enum MailSamples {
    static let all: [Mail] = (special + random).enumerated().map { index, mail in
        var mail = mail
        mail.id = "sample-\(index)"
        return mail
    }

    private static let special: [Mail] = [
        .sample(),
        .sample(to: ["Zoë   Ångström <zoe@example.org>"], subject: "", text: ""),
        .sample(
            to: [
                "Zoë Ångström-Müller <zoe@example.org>", "\"Last, First (x)\" <last@example.org>", "plain@example.org",
            ],
            subject:
                "Überprüfung der Variante β-Thalassämie für 日本語 und 🧬 in einem wirklich langen Betreff, der gefaltet wird"
        ),
        .sample(subject: String(repeating: "panel ", count: 60) + "end", text: "."),
        .sample(subject: "looks like =?utf-8?B?aGk=?= but is not"),
        .sample(subject: "two  spaces and a \"quote\" <tag> 100%"),
        .sample(subject: String(repeating: "x", count: 1_500)),
        .sample(
            to: (0..<30).map { "Reviewer Number \($0) <reviewer\($0)@long-domain-name.example.org>" }, text: "many\n"),
        .sample(text: "trailing blanks  \nand tab\t\n=equals=3D\n.\n..dots\nFrom here\nto there\n"),
        .sample(text: "Grüße\n\n" + String(repeating: "lange Zeile ohne Ende äöü ", count: 80) + "\n"),
        .sample(text: String(repeating: "y", count: 3_000)),
        .sample(text: String(repeating: "z", count: 998) + "\nfits\n"),
        .sample(text: "mac\rdos\r\nunix\n\n\nend"),
        .sample(text: "é " + String(repeating: "a", count: 72) + " \n" + String(repeating: "=", count: 60)),
        .sample(text: "nul \u{0} bell \u{7} emoji 👩🏽‍🔬 end"),
    ]

    /// Random texts of the characters that make trouble.
    private static var random: [Mail] {
        var random = SeededGenerator(seed: 20_260_102)
        let alphabet = Array("ab \t=?_\"\\<>@,.;:()é日🧬%-\u{301}")
        func text(_ length: Int, _ letters: [Character]) -> String {
            String((0..<length).map { _ in letters[Int.random(in: letters.indices, using: &random)] })
        }
        return (0..<40).map { round in
            let inLine = alphabet.filter { $0 != "\t" }
            var name = text(round % 25, inLine.filter { !"<>@\"\\".contains($0) })
            // Python puts a blank between the encoded words of a longer name.
            while name.utf8.count > 36 { name.removeLast() }
            return .sample(
                to: ["\(name) <a@example.org>"], subject: text(round * 4, inLine),
                text: text(round * 20, alphabet + ["\n", "\n"]))
        }
    }
}
