use super::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives credentials that end an hour after each fetch, or fails, as told.
#[derive(Default)]
struct Scripted {
    fetches: AtomicU64,
    /// Of fetch n, from 1 on; `None`: it fails.
    script: Vec<Option<u64>>,
}

impl Fetch for Scripted {
    async fn fetch(&self) -> Result<Credentials, String> {
        let number = self.fetches.fetch_add(1, Ordering::SeqCst);
        // Others come meanwhile.
        tokio::time::sleep(Duration::from_millis(50)).await;
        match self.script.get(number as usize).copied().flatten() {
            Some(expires) => {
                Ok(Credentials::new(format!("KEY{}", number + 1), "secret", None, Some(at(expires)), "test"))
            }
            None => Err(format!("failure {}", number + 1)),
        }
    }
}

fn at(minutes: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(60 * minutes)
}

fn fresh(script: &[Option<u64>]) -> Arc<Fresh<Scripted>> {
    Arc::new(Fresh::new("test".into(), Scripted { script: script.to_vec(), ..Scripted::default() }))
}

fn key(held: &Held) -> &str {
    held.identity.data::<Credentials>().unwrap().access_key_id()
}

async fn got(fresh: &Arc<Fresh<Scripted>>, minute: u64) -> String {
    match fresh.credentials(at(minute)).await {
        Ok(held) => key(&held).to_owned(),
        Err(why) => why.to_string(),
    }
}

fn fetches(fresh: &Fresh<Scripted>) -> u64 {
    fresh.source.fetches.load(Ordering::SeqCst)
}

#[tokio::test(start_paused = true)]
async fn many_who_wait_share_one_fetch() {
    let fresh = fresh(&[Some(60)]);
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let fresh = fresh.clone();
        waiting.spawn(async move { got(&fresh, 0).await });
    }
    assert!(waiting.join_all().await.iter().all(|key| key == "KEY1"));
    assert_eq!(fetches(&fresh), 1);
}

#[tokio::test(start_paused = true)]
async fn many_who_wait_share_one_failure_and_later_ones_ask_anew() {
    let fresh = fresh(&[None, Some(60)]);
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let fresh = fresh.clone();
        waiting.spawn(async move { got(&fresh, 0).await });
    }
    assert!(waiting.join_all().await.iter().all(|why| why == "failure 1"));
    assert_eq!(got(&fresh, 0).await, "failure 1", "within the pause");
    tokio::time::advance(PAUSE).await;
    assert_eq!(got(&fresh, 0).await, "KEY2");
}

#[tokio::test(start_paused = true)]
async fn credentials_that_age_serve_until_new_ones_are_there() {
    let fresh = fresh(&[Some(60), None, Some(120)]);
    assert_eq!(got(&fresh, 0).await, "KEY1");
    tokio::time::advance(PAUSE).await;
    assert_eq!(got(&fresh, 54).await, "KEY1");
    assert_eq!(fetches(&fresh), 1, "six minutes before their end");
    // Five minutes before, others are fetched aside; what failed is tried again after the pause.
    assert_eq!(got(&fresh, 55).await, "KEY1");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!((got(&fresh, 55).await.as_str(), fetches(&fresh)), ("KEY1", 2));
    tokio::time::sleep(PAUSE).await;
    assert_eq!(got(&fresh, 55).await, "KEY1");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!((got(&fresh, 55).await.as_str(), fetches(&fresh)), ("KEY3", 3));
}

#[tokio::test(start_paused = true)]
async fn ended_credentials_sign_nothing() {
    let fresh = fresh(&[Some(60)]);
    assert_eq!(got(&fresh, 0).await, "KEY1");
    tokio::time::advance(PAUSE).await;
    assert_eq!(got(&fresh, 60).await, "failure 2");
}

#[tokio::test(start_paused = true)]
async fn a_fetch_outlives_who_waited_for_it() {
    let fresh = fresh(&[Some(60)]);
    assert!(timeout(Duration::from_millis(10), fresh.credentials(at(0))).await.is_err());
    assert_eq!(got(&fresh, 0).await, "KEY1");
    assert_eq!(fetches(&fresh), 1);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_is_given_up() {
    struct Hanging;
    impl Fetch for Hanging {
        async fn fetch(&self) -> Result<Credentials, String> {
            std::future::pending().await
        }
    }
    let fresh = Arc::new(Fresh::new("test".into(), Hanging));
    assert_eq!(&*fresh.credentials(at(0)).await.unwrap_err(), "no answer within 30 s");
}
