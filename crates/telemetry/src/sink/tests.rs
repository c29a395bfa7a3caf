use super::*;
use std::sync::mpsc::{Sender, channel};

/// What was written, and when a write may go on.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(locked(&self.0).clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        locked(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A disk that stands still until it is told to go on.
struct Stalled {
    page: Page,
    go: Receiver<()>,
}

fn stalled() -> (Stalled, Page, Sender<()>) {
    let (tell, go) = channel();
    let page = Page::default();
    (Stalled { page: page.clone(), go }, page, tell)
}

impl Write for Stalled {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // An error is the sender gone: the disk goes on for good.
        _ = self.go.recv();
        self.page.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A disk that takes so many bytes and is full then.
struct Full {
    page: Page,
    room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.room);
        self.room -= taken;
        self.page.write(&bytes[..taken])
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lines(n: usize) -> String {
    (0..n).map(|n| format!("line {n}\n")).collect()
}

/// Pushes `line 0` and so on; how many found no room.
fn push(sink: &Sink, n: usize, source: Source) -> usize {
    (0..n).filter(|n| !sink.push(format!("line {n}\n").as_bytes(), source)).count()
}

#[test]
fn lines_are_written_in_order_and_a_flush_waits_for_all_of_them() {
    let page = Page::default();
    let sink = Sink::start("t", Box::new(page.clone()), QUEUE_BYTES).unwrap();
    let source = sink.source(&Arc::default());
    assert_eq!(push(&sink, 10_000, source), 0);
    sink.flushed().recv().unwrap();
    assert_eq!(page.text(), lines(10_000));
}

#[test]
fn a_stalled_disk_drops_what_exceeds_the_bound_and_blocks_nobody() {
    let (disk, page, go) = stalled();
    let sink = Sink::start("t", Box::new(disk), 100 * ("line 0\n".len() + LINE_OVERHEAD)).unwrap();
    let source = sink.source(&Arc::default());
    let text = b"line 0\n";
    let dropped = (0..150).filter(|_| !sink.push(text, source)).count();
    assert_eq!(dropped, 50);
    drop(go);
    sink.flushed().recv().unwrap();
    assert_eq!(page.text(), "line 0\n".repeat(100));
    assert!(sink.push(text, source), "room again");
}

#[test]
fn a_full_disk_loses_lines_for_their_source_and_keeps_those_that_fit() {
    let (page, lost, other) = (Page::default(), Arc::default(), Arc::default());
    let disk = Full { page: page.clone(), room: 3 * "line 0\n".len() + 2 };
    let sink = Sink::start("t", Box::new(disk), QUEUE_BYTES).unwrap();
    let (source, _) = (sink.source(&lost), sink.source(&other));
    assert_eq!(push(&sink, 5, source), 0);
    sink.flushed().recv().unwrap();
    assert_eq!(page.text(), lines(3) + "li");
    assert_eq!((lost.load(Ordering::Relaxed), other.load(Ordering::Relaxed)), (2, 0));
    assert!(sink.errors() > 0);
}

#[test]
fn after_a_torn_line_the_next_one_begins_anew() {
    let page = Page::default();
    /// Fails once, in the middle of a line.
    struct Hiccup(Page, u32);
    impl Write for Hiccup {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1 += 1;
            match self.1 {
                1 => self.0.write(&bytes[..2]),
                2 => Err(io::ErrorKind::Other.into()),
                _ => self.0.write(bytes),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let sink = Sink::start("t", Box::new(Hiccup(page.clone(), 0)), QUEUE_BYTES).unwrap();
    let source = sink.source(&Arc::default());
    for line in ["first\n", "second\n"] {
        assert!(sink.push(line.as_bytes(), source));
        sink.flushed().recv().unwrap();
    }
    assert_eq!(page.text(), "fi\nsecond\n");
}

#[test]
fn a_swap_divides_the_lines_before_it_from_those_after_it() {
    let (disk, old, go) = stalled();
    let new = Page::default();
    let sink = Sink::start("t", Box::new(disk), QUEUE_BYTES).unwrap();
    let source = sink.source(&Arc::default());
    assert!(sink.push(b"before\n", source));
    sink.swap(Box::new(new.clone()));
    assert!(sink.push(b"after\n", source));
    drop(go);
    sink.flushed().recv().unwrap();
    assert_eq!((old.text().as_str(), new.text().as_str()), ("before\n", "after\n"));
}

#[test]
fn a_dropped_sink_writes_what_is_queued() {
    let (disk, page, go) = stalled();
    let sink = Sink::start("t", Box::new(disk), QUEUE_BYTES).unwrap();
    assert!(sink.push(b"last\n", sink.source(&Arc::default())));
    let told = sink.flushed();
    drop((sink, go));
    told.recv().unwrap();
    assert_eq!(page.text(), "last\n");
}

#[test]
fn a_source_is_known_again() {
    let sink = Sink::start("t", Box::new(Page::default()), QUEUE_BYTES).unwrap();
    let (a, b) = (Arc::default(), Arc::default());
    assert_eq!([&a, &b, &a].map(|lost| sink.source(lost).0), [0, 1, 0]);
}
