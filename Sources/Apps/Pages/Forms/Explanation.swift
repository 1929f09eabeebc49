/// The longer texts about what a field asks for (`web.md 8.2`): a button beside the label opens one, and "Close", Escape or
/// a click elsewhere closes it. The browser does all of it, so no script is needed.
enum Explanation: Hashable, Sendable {
    case rating
    case inheritance
    case pathogenicity
    case currentDiagnostic

    func write(id: String, _ html: inout HTML) {
        html.element(
            "button", .class("why"), .set("type", "button"), .text("popovertarget", id),
            .text("aria-label", "About: \(title)"),
            text: "?")
        html.element(
            "div", .id(id), .class("pop prose"), .set("popover", "auto"), .set("role", "dialog"),
            .text("aria-labelledby", "\(id)-h")
        ) { html in
            html.element("p") { html in html.element("strong", .id("\(id)-h"), text: title) }
            switch self {
            case .rating: Self.rating(&html)
            case .inheritance: Self.inheritance(&html)
            case .pathogenicity: Self.pathogenicity(&html)
            case .currentDiagnostic: Self.currentDiagnostic(&html)
            }
            html.element(
                "button", .class("btn"), .set("type", "button"), .text("popovertarget", id),
                .set("popovertargetaction", "hide"), text: "Close")
        }
    }

    private var title: String {
        switch self {
        case .rating: "Rating"
        case .inheritance: "Mode of inheritance"
        case .pathogenicity: "Mode of pathogenicity"
        case .currentDiagnostic: "Current diagnostic practice"
        }
    }

    private static func rating(_ html: inout HTML) {
        paragraphs(
            ["Say in the comments why it should move up or down. Green means A or B or C, and both D and E:"], &html)
        terms(
            [
                ("A", "plausible disease-causing variants¹ within the gene in more than three unrelated families²"),
                ("B", "the same for variants in regulatory elements of the gene"),
                ("C", "such variants in two or three families, with convincing functional evidence³"),
                ("D", "the phenotype follows a Mendelian pattern and is fit for a diagnostic report"),
                ("E", "no evidence that contradicts"),
            ], &html)
        paragraphs(
            [
                "Amber: less than that, but more than a first report. Red: not enough evidence.",
                "¹ Segregating where that was looked at, rare enough for the disease, and of a kind that fits how it comes about. ² Without a known common ancestor. ³ From an animal or cell model, or of the protein itself.",
                "The criteria follow those of ClinGen (gene-disease validity) and of the Developmental Disorders Genotype-Phenotype database, DDG2P.",
            ], &html)
    }

    private static func inheritance(_ html: inout HTML) {
        paragraphs(["Choose the term that fits what you would write:"], &html)
        terms(
            [
                (
                    "MONOALLELIC, NOT imprinted",
                    "autosomal dominant; one changed copy is enough, from either parent; de novo"
                ),
                (
                    "MONOALLELIC, maternally imprinted",
                    "dominant, but only a changed copy from the father counts: the mother's is silent"
                ),
                (
                    "MONOALLELIC, paternally imprinted",
                    "dominant, but only a changed copy from the mother counts: the father's is silent"
                ),
                ("MONOALLELIC, imprinted status unknown", "dominant, and nobody knows whether the parent matters"),
                ("BIALLELIC", "autosomal recessive; homozygous or compound heterozygous"),
                ("BOTH monoallelic and biallelic", "dominant and recessive forms are known, of like severity"),
                ("BOTH, BIALLELIC more SEVERE", "semi-dominant; two changed copies give a more severe disease"),
                ("X-LINKED, biallelic mutations in females", "X-linked recessive; females are carriers"),
                (
                    "X-LINKED, monoallelic mutations in females",
                    "X-linked dominant; females may be affected, often later or less"
                ),
                ("MITOCHONDRIAL", "maternal, by the mitochondrial genome"),
                ("Unknown", "nothing is known about it"),
                ("Other", "anything else, such as digenic or Y-linked: say which in the comments"),
            ], &html)
    }

    private static func pathogenicity(_ html: inout HTML) {
        paragraphs(
            [
                "Loss of function is taken for granted. Give a mode only where it is known to be another one: in PCSK9, for example, variants that raise the protein's function cause hypercholesterolaemia, and those that destroy it do not.",
                "Loss of function means these terms of the Sequence Ontology: transcript ablation, splice acceptor variant, splice donor variant, stop gained, frameshift variant, stop lost, initiator codon variant.",
                "If neither choice says it, choose “Other” and describe it in the comments. Questions go to the contact address at the foot of the page.",
            ], &html)
    }

    private static func currentDiagnostic(_ html: inout HTML) {
        paragraphs(
            [
                "Tick this if you answer for a clinical laboratory that reports variants in it to patients today. Say in the comments which laboratory, and for which disease."
            ], &html)
    }

    private static func paragraphs(_ texts: [String], _ html: inout HTML) {
        for text in texts { html.element("p", text: text) }
    }

    private static func terms(_ terms: [(String, String)], _ html: inout HTML) {
        html.element("dl") { html in
            for (term, meaning) in terms {
                html.element("dt", text: term)
                html.element("dd", text: meaning)
            }
        }
    }
}
