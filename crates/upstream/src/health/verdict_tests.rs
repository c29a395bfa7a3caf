use super::*;
use tollgate_model::target_group::Probe;

const INTERVAL: Duration = Duration::from_secs(5);

fn check(healthy_threshold: u32, unhealthy_threshold: u32) -> HealthCheck {
    let timeout = Duration::from_secs(1);
    HealthCheck { probe: Probe::Tcp, interval: INTERVAL, timeout, healthy_threshold, unhealthy_threshold }
}

const UNREACHABLE: Standing = Standing::Ejected { unreachable: true };
const FAILING: Standing = Standing::Ejected { unreachable: false };

#[test]
fn thresholds_are_counted_in_a_row() {
    // `+` is a good probe, `-` a bad one; the last one's change is what counts.
    let cases = [
        ("--", Standing::Up, None),
        ("---", Standing::Up, Some(Change::Down)),
        ("--+--", Standing::Up, None),
        ("--+---", Standing::Up, Some(Change::Down)),
        ("++++", Standing::Up, None),
        ("+", Standing::Down, None),
        ("++", Standing::Down, Some(Change::Up)),
        ("+-+", Standing::Down, None),
        ("-----", Standing::Down, None),
        // An ejected target whose connections failed is back when the probes say so …
        ("++", UNREACHABLE, Some(Change::Up)),
        ("+-+", UNREACHABLE, None),
        // … one that answers probes and fails requests sits out its time …
        ("+++++", FAILING, None),
        // … and neither needs more than one bad probe to be down.
        ("-", UNREACHABLE, Some(Change::Down)),
        ("-", FAILING, Some(Change::Down)),
    ];
    let check = check(2, 3);
    for (outcomes, standing, expected) in cases {
        let mut verdict = Verdict::default();
        let last = outcomes.chars().map(|outcome| verdict.observe(outcome == '+', standing, &check)).last().flatten();
        assert_eq!(last, expected, "{outcomes} while {standing:?}");
    }
}

#[test]
fn what_was_seen_before_an_ejection_does_not_end_it() {
    let (check, mut verdict) = (check(2, 3), Verdict::default());
    (0..5).for_each(|_| assert_eq!(verdict.observe(true, Standing::Up, &check), None));
    verdict.doubt();
    assert_eq!(verdict.observe(true, UNREACHABLE, &check), None);
    assert_eq!(verdict.observe(true, UNREACHABLE, &check), Some(Change::Up));
}

#[test]
fn a_returned_target_is_up_within_two_intervals() {
    for threshold in 1..20 {
        let (check, mut verdict) = (check(threshold, 3), Verdict::default());
        // It returned just after a probe: the next comes a whole interval later.
        let mut waited = verdict.wait(Standing::Down, &check);
        while verdict.observe(true, Standing::Down, &check) != Some(Change::Up) {
            waited += verdict.wait(Standing::Down, &check);
        }
        assert!(waited < INTERVAL * 2, "threshold {threshold}: {waited:?}");
    }
}

#[test]
fn thresholds_of_zero_are_one() {
    let check = check(0, 0);
    assert_eq!(Verdict::default().observe(true, Standing::Down, &check), Some(Change::Up));
    assert_eq!(Verdict::default().observe(false, Standing::Up, &check), Some(Change::Down));
}
