//! Clusters of real messages against those that a reader made: few are torn apart, few are thrown together.

mod messages;

use jingwei_triage::duplicates::{Cluster, Entry, Settings, cluster};
use std::collections::HashMap;

const CLUSTERS: &str = include_str!("data/att3_clusters.csv");
const PAIRS: &str = include_str!("data/att3_pairs.csv");

fn found() -> Option<(Vec<messages::Message>, Vec<Cluster<u32>>)> {
    let messages = messages::all()?;
    let entries: Vec<Entry<'_, u32>> = messages.iter().map(messages::Message::entry).collect();
    let clusters = cluster(&entries, &Settings::default());
    Some((messages, clusters))
}

#[test]
fn clusters_keep_to_what_a_reader_put_together() {
    let Some((_, clusters)) = found() else { return };
    let cluster_of: HashMap<u32, u32> = clusters.iter().flat_map(|c| c.members.iter().map(|id| (*id, c.id))).collect();
    let together = |a: u32, b: u32| cluster_of.get(&a).is_some_and(|one| cluster_of.get(&b) == Some(one));
    let (mut kept, mut same, mut thrown, mut apart) = (0, 0, 0, 0);
    for pair in messages::table(PAIRS) {
        if pair[2] == 1 {
            same += 1;
            kept += u32::from(together(pair[0], pair[1]));
        } else {
            apart += 1;
            thrown += u32::from(together(pair[0], pair[1]));
        }
    }
    println!("{kept} of {same} pairs together, {thrown} of {apart} hard others thrown together");
    assert!(kept * 100 >= same * 70, "{kept} of {same}");
    assert!(thrown * 100 <= apart * 25, "{thrown} of {apart}");
}

#[test]
fn labelled_messages_of_one_cluster_are_of_one_problem() {
    let Some((messages, clusters)) = found() else { return };
    let truth: HashMap<u32, u32> = messages::table(CLUSTERS).iter().map(|row| (row[0], row[1])).collect();
    let titles: HashMap<u32, &str> = messages.iter().map(|message| (message.id, message.title.as_str())).collect();
    let (mut pure, mut pairs) = (0, 0);
    for cluster in &clusters {
        let labelled: Vec<u32> = cluster.members.iter().filter_map(|id| truth.get(id).copied()).collect();
        for (i, one) in labelled.iter().enumerate() {
            for other in &labelled[i + 1..] {
                pairs += 1;
                pure += u32::from(one == other);
            }
        }
        if std::env::var_os("SHOW").is_some() {
            println!("{} × {}", cluster.members.len(), cluster.label);
            cluster.members.iter().for_each(|id| println!("      {id} {}", titles[id]));
        }
    }
    println!("{} clusters, {pure} of {pairs} labelled pairs in them are of one problem", clusters.len());
    assert!(pure * 100 >= pairs * 95, "{pure} of {pairs}");
}

#[test]
fn every_label_stands_in_one_of_its_messages() {
    let Some((messages, clusters)) = found() else { return };
    let texts: HashMap<u32, String> =
        messages.iter().map(|message| (message.id, letters(&format!("{}{}", message.title, message.text)))).collect();
    assert!(clusters.len() > 100);
    for cluster in clusters {
        for part in cluster.label.split('：') {
            assert!(cluster.members.iter().any(|id| texts[id].contains(&letters(part))), "{}", cluster.label);
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
