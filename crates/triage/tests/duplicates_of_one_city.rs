//! The index on real messages: what a reader held to be one problem is found, and little else is called likely.

mod messages;

use jingwei_triage::duplicates::{Index, Settings};
use std::collections::{HashMap, HashSet};

const CLUSTERS: &str = include_str!("data/att3_clusters.csv");
const PAIRS: &str = include_str!("data/att3_pairs.csv");

fn filled(messages: &[messages::Message]) -> Index<u32> {
    let mut index = Index::new(Settings::default());
    messages.iter().for_each(|message| index.insert(&message.entry()));
    index
}

/// Message by cluster and cluster by message.
fn clusters() -> (HashMap<u32, Vec<u32>>, HashMap<u32, u32>) {
    let (mut members, mut cluster_of) = (HashMap::<u32, Vec<u32>>::new(), HashMap::new());
    for row in messages::table(CLUSTERS) {
        members.entry(row[1]).or_default().push(row[0]);
        cluster_of.insert(row[0], row[1]);
    }
    (members, cluster_of)
}

#[test]
fn nine_of_ten_reports_of_the_same_problem_are_among_the_ten_nearest() {
    let Some(messages) = messages::all() else { return };
    let (index, (members, cluster_of)) = (filled(&messages), clusters());
    let (mut recall, mut asked) = (0.0, 0.0);
    for message in &messages {
        let Some(cluster) = cluster_of.get(&message.id) else { continue };
        let others: HashSet<u32> = members[cluster].iter().copied().filter(|id| *id != message.id).collect();
        let found = index.nearest(&message.entry(), 10).iter().filter(|m| others.contains(&m.id)).count();
        recall += found as f64 / others.len().min(10) as f64;
        asked += 1.0;
    }
    let recall = recall / asked;
    println!("recall@10 {recall:.3} of {asked} messages");
    assert!(recall >= 0.95, "{recall}");
}

#[test]
fn the_other_one_of_a_labelled_pair_is_among_the_ten_nearest() {
    let Some(messages) = messages::all() else { return };
    let index = filled(&messages);
    let by_id: HashMap<u32, &messages::Message> = messages.iter().map(|message| (message.id, message)).collect();
    let (mut found, mut asked) = (0, 0);
    for pair in messages::table(PAIRS).iter().filter(|pair| pair[2] == 1) {
        for (one, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            asked += 1;
            found += usize::from(index.nearest(&by_id[&one].entry(), 10).iter().any(|m| m.id == other));
        }
    }
    println!("{found} of {asked} pairs, either way round, within ten");
    assert!(asked >= 600 && found * 100 >= asked * 88, "{found} of {asked}");
}

#[test]
fn few_hard_pairs_are_called_likely_by_mistake() {
    let Some(messages) = messages::all() else { return };
    let index = filled(&messages);
    let by_id: HashMap<u32, &messages::Message> = messages.iter().map(|message| (message.id, message)).collect();
    let (mut right, mut wrong, mut same) = (0, 0, 0);
    for pair in messages::table(PAIRS) {
        let likely = index.nearest(&by_id[&pair[0]].entry(), 50).iter().any(|m| m.id == pair[1] && m.likely);
        same += pair[2];
        right += u32::from(likely && pair[2] == 1);
        wrong += u32::from(likely && pair[2] == 0);
    }
    println!("{right} of {same} same, {wrong} wrong");
    assert!(right * 10 >= same * 7, "{right} of {same}");
    assert!(wrong * 7 <= right, "{wrong} wrong beside {right} right");
}
