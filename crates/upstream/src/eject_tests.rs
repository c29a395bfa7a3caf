use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn policy(failures: u32) -> Eject {
    Eject { failures, backoff: SECOND * 30, keep: 0.5 }
}

/// Ejects, and sits the ejection out.
async fn sit_out(ejection: &Ejection, policy: &Eject) -> Duration {
    let backoff = ejection.begin(policy, Failure::Reset);
    assert!(ejection.active());
    tokio::time::advance(backoff).await;
    assert!(!ejection.active());
    backoff
}

#[tokio::test(start_paused = true)]
async fn failures_are_counted_in_a_row() {
    let (ejection, policy) = (Ejection::new(), policy(3));
    let outcomes = [(false, false), (false, false), (true, false), (false, false), (false, false), (false, true)];
    for (step, (success, expected)) in outcomes.into_iter().enumerate() {
        if success {
            ejection.succeeded();
        } else {
            assert_eq!(ejection.failed(&policy), expected, "step {step}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn zero_failures_is_never() {
    let ejection = Ejection::new();
    assert!((0..100).all(|_| !ejection.failed(&policy(0))));
}

#[tokio::test(start_paused = true)]
async fn backoff_is_doubled_ten_times_at_most() {
    let (ejection, policy) = (Ejection::new(), policy(1));
    for doublings in (0..=DOUBLINGS_MAX).chain([DOUBLINGS_MAX, DOUBLINGS_MAX]) {
        assert_eq!(sit_out(&ejection, &policy).await, SECOND * 30 * (1 << doublings), "{doublings}");
    }
}

#[tokio::test(start_paused = true)]
async fn time_served_takes_doublings_back() {
    let (ejection, policy) = (Ejection::new(), policy(1));
    for _ in 0..3 {
        sit_out(&ejection, &policy).await;
    }
    // 30, 60 and 120 s: the next would be 240, two back-offs of service make it 60.
    tokio::time::advance(SECOND * 60).await;
    assert_eq!(ejection.begin(&policy, Failure::Reset), SECOND * 60);
}

#[tokio::test(start_paused = true)]
async fn first_failure_after_an_ejection_is_one_too_many() {
    let (ejection, policy) = (Ejection::new(), policy(5));
    sit_out(&ejection, &policy).await;
    assert!(ejection.failed(&policy));
}

#[tokio::test(start_paused = true)]
async fn a_success_after_an_ejection_gives_all_failures_back() {
    let (ejection, policy) = (Ejection::new(), policy(2));
    sit_out(&ejection, &policy).await;
    ejection.succeeded();
    assert!(!ejection.failed(&policy));
    assert!(ejection.failed(&policy));
}

#[tokio::test(start_paused = true)]
async fn a_late_success_does_not_end_an_ejection() {
    let (ejection, policy) = (Ejection::new(), policy(2));
    ejection.begin(&policy, Failure::Connect);
    ejection.succeeded();
    assert!(ejection.active());
    assert!(!ejection.failed(&policy), "nor does a late failure prolong it");
}

#[tokio::test(start_paused = true)]
async fn the_health_check_ends_it_early() {
    let (ejection, policy) = (Ejection::new(), policy(2));
    ejection.begin(&policy, Failure::Connect);
    assert!(ejection.is_unreachable());
    ejection.end();
    assert!(!ejection.active());
    assert!(!ejection.failed(&policy), "the count starts anew");
}
