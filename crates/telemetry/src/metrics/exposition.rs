//! From what was counted to prometheus' text format.

use super::histogram::{BOUNDS, Histogram};
use crate::names::{Kind, Name};
use prometheus::proto::{self, LabelPair, Metric, MetricFamily, MetricType};

/// Families being collected for one answer, one for each row of the table of names that is used.
#[derive(Default)]
pub(super) struct Exposition {
    families: Vec<MetricFamily>,
}

impl Exposition {
    /// Makes families of these rows, in this order, and fills them.
    pub(super) fn family(&mut self, row: &'static Name, fill: impl FnOnce(&mut Family)) {
        let mut family = Family { row, metrics: Vec::new() };
        fill(&mut family);
        self.push(family);
    }

    pub(super) fn push(&mut self, family: Family) {
        if family.metrics.is_empty() {
            return;
        }
        let mut proto = MetricFamily::default();
        proto.set_name(family.row.name.to_owned());
        proto.set_help(family.row.help.to_owned());
        proto.set_field_type(match family.row.kind {
            Kind::Counter => MetricType::COUNTER,
            Kind::Gauge => MetricType::GAUGE,
            Kind::Histogram => MetricType::HISTOGRAM,
        });
        proto.set_metric(family.metrics);
        self.families.push(proto);
    }

    /// Families that the library itself collected.
    pub(super) fn extend(&mut self, families: Vec<MetricFamily>) {
        self.families.extend(families);
    }

    pub(super) fn encode(&self) -> String {
        let mut text = String::new();
        if let Err(error) = prometheus::TextEncoder::new().encode_utf8(&self.families, &mut text) {
            tracing::error!(%error, "metrics could not be written");
        }
        text
    }
}

/// The series of one name.
pub(super) struct Family {
    pub(super) row: &'static Name,
    pub(super) metrics: Vec<Metric>,
}

impl Family {
    pub(super) fn new(row: &'static Name) -> Self {
        Family { row, metrics: Vec::new() }
    }

    /// A counter or gauge; `labels` in the order of the row.
    pub(super) fn value(&mut self, labels: &[&str], value: f64) {
        let mut metric = Metric::from_label(self.pairs(labels));
        if self.row.kind == Kind::Counter {
            let mut counter = proto::Counter::default();
            counter.set_value(value);
            metric.set_counter(counter);
        } else {
            let mut gauge = proto::Gauge::default();
            gauge.set_value(value);
            metric.set_gauge(gauge);
        }
        self.metrics.push(metric);
    }

    pub(super) fn histogram(&mut self, labels: &[&str], histogram: &Histogram) {
        let (counts, count) = histogram.cumulative();
        let bucket = |(bound, count): (&std::time::Duration, u64)| {
            let mut bucket = proto::Bucket::default();
            bucket.set_upper_bound(bound.as_secs_f64());
            bucket.set_cumulative_count(count);
            bucket
        };
        let mut proto = proto::Histogram::default();
        proto.set_bucket(BOUNDS.iter().zip(counts).map(bucket).collect());
        proto.set_sample_count(count);
        proto.set_sample_sum(histogram.sum_seconds());
        let mut metric = Metric::from_label(self.pairs(labels));
        metric.set_histogram(proto);
        self.metrics.push(metric);
    }

    fn pairs(&self, values: &[&str]) -> Vec<LabelPair> {
        debug_assert_eq!(self.row.labels.len(), values.len(), "{}", self.row.name);
        let pair = |(name, value): (&&str, &&str)| {
            let mut pair = LabelPair::default();
            pair.set_name((*name).to_owned());
            pair.set_value((*value).to_owned());
            pair
        };
        self.row.labels.iter().zip(values).map(pair).collect()
    }
}
