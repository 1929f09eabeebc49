import Domain

/// The panels of the demo data: small, and true as far as they go. Verdicts follow published reviews of the evidence; they
/// are here to be looked at, not for clinical use.
enum DemoPanels {
    static var all: [DemoPanel] {
        [
            breastCancer, longQT, hypertrophic, repeats, copyNumber, cysticFibrosis, mitochondrial, withdrawn, cardiac,
            rasopathies,
        ]
    }

    private static func v(_ major: Int, _ minor: Int) -> Version { Version(major: major, minor: minor) }

    static var breastCancer: DemoPanel {
        let dominant = ModeOfInheritance.monoallelicNotImprinted
        let cancer = "Breast-ovarian cancer, familial"
        let core: [Entity] = [
            .demo("BRCA1", .green, dominant, "\(cancer), 1, 604370", pubs: ["7545954"], tags: ["actionable"]),
            .demo("BRCA2", .green, dominant, "\(cancer), 2, 612555", pubs: ["8524414"], tags: ["actionable"]),
            .demo("TP53", .green, dominant, "Li-Fraumeni syndrome, 151623", pubs: ["1978757"]),
        ]
        let palb2 = Entity.demo(
            "PALB2", .green, dominant, "Breast cancer, susceptibility to, 114480", pubs: ["17200668"])
        let moderate: [Entity] = [
            .demo(
                "CHEK2", .amber, dominant, "Breast cancer, susceptibility to, 114480", pubs: ["11967536"],
                penetrance: .incomplete),
            .demo("ATM", .amber, dominant, "Breast cancer, susceptibility to, 114480", penetrance: .incomplete),
            .demo("RAD51C", .green, dominant, "\(cancer), 3, 613399", pubs: ["20400964"]),
            .demo("RAD51D", .green, dominant, "\(cancer), 4, 614291", pubs: ["21822267"]),
        ]
        let bard1 = Entity.demo(
            "BARD1", .red, dominant, "Breast cancer, susceptibility to, 114480", tags: ["watchlist"])
        return DemoPanel(
            id: 1, name: "Hereditary breast and ovarian cancer", group: "Tumour syndromes",
            subGroup: "Inherited cancer",
            description: "Genes in which pathogenic variants raise the risk of breast or ovarian cancer.",
            disorders: ["Familial breast cancer", "HBOC"], types: ["cancer-germline-100k", "actionable"],
            states: [
                .init(version: v(0, 1), day: 0, entities: core),
                .init(version: v(0, 2), day: 20, reason: "First release after review.", entities: core + [palb2]),
                .init(version: v(1, 0), day: 40, entities: core + [palb2] + moderate),
                .init(version: v(1, 1), day: 90, entities: core + [palb2] + moderate + [bard1]),
            ], signedOff: 2,
            reviews: [
                .init(
                    entity: "BRCA1", by: DemoPeople.reviewer, rating: .green,
                    comment: "Established; reported by our laboratory.", publications: ["7545954"], day: 10),
                .init(entity: "BRCA1", by: DemoPeople.secondReviewer, rating: .green, comment: "Agree.", day: 12),
                .init(
                    entity: "CHEK2", by: DemoPeople.reviewer, rating: .amber,
                    comment: "Moderate risk; depends on the variant.", publications: ["11967536"], day: 45),
                .init(
                    entity: "BARD1", by: DemoPeople.secondReviewer, rating: .amber,
                    comment: "Risk estimates still vary; keep watching.", day: 95),
            ])
    }

    static var longQT: DemoPanel {
        let dominant = ModeOfInheritance.monoallelicNotImprinted
        let reappraisal = "31983240"
        func first(_ akap9: Colour, _ kcne1: Colour) -> [Entity] {
            [
                .demo("KCNQ1", .green, dominant, "Long QT syndrome 1, 192500", pubs: ["8528244", reappraisal]),
                .demo("KCNH2", .green, dominant, "Long QT syndrome 2, 613688", pubs: ["7889573", reappraisal]),
                .demo("SCN5A", .green, dominant, "Long QT syndrome 3, 603830", pubs: ["7889574", reappraisal]),
                .demo(
                    "AKAP9", akap9, dominant, "Long QT syndrome 11, 611820", pubs: [reappraisal],
                    tags: akap9 == .red ? ["disputed"] : []),
                .demo("KCNE1", kcne1, dominant, "Long QT syndrome 5, 613695", pubs: [reappraisal]),
            ]
        }
        let calmodulins: [Entity] = [
            .demo("CALM1", .green, dominant, "Long QT syndrome 14, 616247", pubs: ["23388215"]),
            .demo("CALM2", .green, dominant, "Long QT syndrome 15, 616249", pubs: ["23388215"]),
            .demo("CALM3", .green, dominant, "Long QT syndrome 16, 618782", pubs: [reappraisal]),
            .demo(
                "TRDN", .green, .biallelic, "Catecholaminergic polymorphic ventricular tachycardia 5, 615441",
                pubs: [reappraisal]),
        ]
        return DemoPanel(
            id: 2, name: "Long QT syndrome", group: "Cardiovascular disorders", subGroup: "Arrhythmia",
            description:
                "Genes in which variants prolong the QT interval.\n\nVerdicts follow the reappraisal of 2020 (PMID 31983240).",
            disorders: ["LQTS", "Congenital long QT syndrome"],
            states: [
                .init(version: v(0, 3), day: 5, entities: first(.amber, .green)),
                .init(
                    version: v(0, 4), day: 30, reason: "Evidence reappraised.",
                    entities: first(.amber, .green) + calmodulins),
                .init(version: v(1, 0), day: 60, entities: first(.red, .amber) + calmodulins),
            ],
            reviews: [
                .init(
                    entity: "AKAP9", by: DemoPeople.reviewer, rating: .red,
                    comment: "Disputed: too common in the population.", publications: [reappraisal], day: 50),
                .init(
                    entity: "KCNQ1", by: DemoPeople.secondReviewer, rating: .green, comment: "Definitive.",
                    publications: [reappraisal], day: 51),
            ])
    }

    static var hypertrophic: DemoPanel {
        let dominant = ModeOfInheritance.monoallelicNotImprinted
        let curation = "30681346"
        let sarcomere: [Entity] = [
            .demo("MYH7", .green, dominant, "Cardiomyopathy, hypertrophic, 1, 192600", pubs: ["1975517", curation]),
            .demo("MYBPC3", .green, dominant, "Cardiomyopathy, hypertrophic, 4, 115197", pubs: [curation]),
            .demo("TNNT2", .green, dominant, "Cardiomyopathy, hypertrophic, 2, 115195", pubs: ["8205619", curation]),
            .demo("TNNI3", .green, dominant, "Cardiomyopathy, hypertrophic, 7, 613690", pubs: [curation]),
            .demo("TPM1", .green, dominant, "Cardiomyopathy, hypertrophic, 3, 115196", pubs: ["8205619", curation]),
            .demo("ACTC1", .green, dominant, "Cardiomyopathy, hypertrophic, 11, 612098", pubs: [curation]),
            .demo("MYL2", .green, dominant, "Cardiomyopathy, hypertrophic, 10, 608758", pubs: [curation]),
            .demo("MYL3", .green, dominant, "Cardiomyopathy, hypertrophic, 8, 608751", pubs: [curation]),
        ]
        let mimics: [Entity] = [
            .demo("GLA", .green, .xLinkedMonoallelic, "Fabry disease, 301500", pubs: [curation], tags: ["treatable"]),
            .demo("PRKAG2", .green, dominant, "Cardiomyopathy, hypertrophic 6, 600858", pubs: [curation]),
            .demo("LAMP2", .green, .xLinkedMonoallelic, "Danon disease, 300257", pubs: [curation]),
        ]
        return DemoPanel(
            id: 3, name: "Hypertrophic cardiomyopathy", group: "Cardiovascular disorders", subGroup: "Cardiomyopathy",
            description: "Sarcomere genes and the conditions that look alike.", status: .promoted, disorders: ["HCM"],
            types: ["rare-disease-100k", "rare-disease-test-directory"],
            states: [
                .init(version: v(1, 0), day: 3, entities: sarcomere),
                .init(version: v(1, 1), day: 33, entities: sarcomere + mimics),
            ], signedOff: 0,
            reviews: [
                .init(
                    entity: "GLA", by: DemoPeople.reviewer, rating: .green, comment: "Treatable, must not be missed.",
                    day: 35)
            ])
    }

    static var cysticFibrosis: DemoPanel {
        DemoPanel(
            id: 6, name: "Cystic fibrosis", group: "Respiratory disorders",
            description: "Replaced by wider panels of respiratory disorders.", status: .retired, disorders: ["CF"],
            states: [
                .init(
                    version: v(1, 0), day: 2,
                    entities: [
                        .demo("CFTR", .green, .biallelic, "Cystic fibrosis, 219700", pubs: ["2475911"])
                    ])
            ])
    }

    static var withdrawn: DemoPanel {
        DemoPanel(
            id: 8, name: "Pilot panel, withdrawn", group: "", description: "Made by mistake.", status: .deleted,
            types: ["testing"], states: [.init(version: v(0, 0), day: 1, entities: [])])
    }

    static var cardiac: DemoPanel {
        DemoPanel(
            id: 9, name: "Inherited cardiac conditions", group: "Cardiovascular disorders",
            description: "All panels of inherited cardiac conditions together.", types: ["superpanel"],
            children: [2, 3], states: [.init(version: v(1, 0), day: 61, entities: [])])
    }
}
