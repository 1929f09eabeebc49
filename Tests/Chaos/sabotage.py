"""Proves that the checks would see a loss: takes away and doubles a little of what is there, and looks again."""
import checks


def see(scene, postgres, moto, mail):
    """What the checks failed to notice; none is good."""
    ledger = scene.ledger
    kept = [deed for deed in ledger.of("review", "done") + ledger.of("rating", "done") if deed.facts.get("found") == 1]
    registered = [deed for deed in ledger.of("registration", "done") if deed.facts.get("found") == 1]
    if len(kept) < 2 or not registered:
        return ["too little happened to take something away: give it more time"]
    lost, doubled = kept[0], kept[1]
    postgres.execute(f"DELETE FROM comment WHERE text LIKE '%{lost.marker}%'")
    postgres.execute(
        "INSERT INTO comment (evaluation_id, entity_id, author_id, text, flagged, version, created, modified, last_updated) "
        "SELECT evaluation_id, entity_id, author_id, text, flagged, version, created, modified, last_updated FROM comment "
        f"WHERE text LIKE '%{doubled.marker}%'")
    postgres.execute("UPDATE panel_statistics SET actual = replace(actual, '\"number_of_genes\":', '\"number_of_genes\":1') "
                     "WHERE panel_id = 1")
    postgres.execute("UPDATE job SET state = 'failed' WHERE id = (SELECT max(id) FROM job)")
    address = registered[0].facts["email"]
    with mail.lock:
        mail.mails = [(recipients, text) for recipients, text in mail.mails if address not in recipients]
    truth = checks.Truth(scene, postgres, moto, mail)
    written = list(checks.writes(truth))
    return [f"not seen: {what}" for what, is_seen in (
        ("a lost comment", any(lost.marker in text and "is lost" in text for text in written)),
        ("a doubled comment", any(doubled.marker in text and "times" in text for text in written)),
        ("a job that failed", any("failed" in text for text in checks.jobs(truth))),
        ("a mail that did not come", any(address in text for text in checks.mails(truth))),
        ("a wrong number", any("number_of_genes" in text for text in checks.history(truth)))) if not is_seen]
