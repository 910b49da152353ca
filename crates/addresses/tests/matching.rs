//! Two addresses, and one among a register, on a country of a dozen divisions and pairs of our own making.

use jingwei_addresses::matching::grade::macro_f1;
use jingwei_addresses::matching::{Comparison, Grade, Grader, Place, Register};
use jingwei_addresses::{Gazetteer, grammar};

const DIVISIONS: &str = "33\t浙江省\n3301\t杭州市\n330102\t上城区\n330110\t余杭区\n330106\t西湖区\n3302\t宁波市\n330212\t鄞州区\n\
    330110012\t乔司街道\n330110013\t闲林街道\n";

fn gazetteer() -> Gazetteer {
    Gazetteer::read(DIVISIONS, []).expect("the table above is of the form")
}

/// What pairs of the grammar teach.
fn grader(gazetteer: &Gazetteer) -> Grader {
    let place = |text: &str| Place::read(text, gazetteer);
    let pairs: Vec<(Comparison, Grade)> = grammar::pairs(gazetteer, 2000, 5)
        .into_iter()
        .map(|pair| (Comparison::of(&place(&pair.query), &place(&pair.other)), pair.grade))
        .collect();
    Grader::learn(&pairs)
}

#[test]
fn what_the_grammar_graded_is_graded_so_on_pairs_never_seen() {
    let gazetteer = gazetteer();
    let grader = grader(&gazetteer);
    let fresh = grammar::pairs(&gazetteer, 1000, 6);
    let said = fresh.iter().map(|pair| (grader.compare(&pair.query, &pair.other, &gazetteer).grade, pair.grade));
    let f1 = macro_f1(said);
    assert!(f1 > 0.8, "{f1}");
}

#[test]
fn the_same_house_in_other_words_is_exact_its_compound_partial_and_another_place_none() {
    let gazetteer = gazetteer();
    let grader = grader(&gazetteer);
    let query = "浙江省杭州市余杭区乔司街道文一路25号锦绣花园三幢201室";
    let table = [
        ("余杭区文一路25号锦绣花园3号楼201", Grade::Exact),
        ("余杭区文一路锦绣花园", Grade::Partial),
        ("宁波市鄞州区百丈东路8号海光大厦", Grade::None),
    ];
    for (other, grade) in table {
        let graded = grader.compare(query, other, &gazetteer);
        assert_eq!(graded.grade, grade, "{other}: {graded:?}");
        assert!(!graded.reasons.is_empty(), "{other}: no reason");
        assert!((graded.chances.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
}

#[test]
fn a_register_finds_the_place_that_a_dirty_query_means() {
    let gazetteer = gazetteer();
    let grader = grader(&gazetteer);
    let texts: Vec<String> = (1..400)
        .map(|at| format!("浙江省杭州市余杭区文{}路{at}号锦绣花园{}幢", ["一", "二", "三"][at % 3], at % 9))
        .collect();
    let register = Register::new(texts.clone(), &gazetteer);
    assert_eq!(register.len(), texts.len());
    for at in [0, 57, 200, 398] {
        let dirty = texts[at].replace("浙江省杭州市", "杭州").replace('幢', "号楼");
        let hits = register.search(&dirty, 3, &grader, &gazetteer);
        assert_eq!(texts[hits[0].at], texts[at], "{dirty}: {hits:?}");
    }
    assert!(register.search("", 3, &grader, &gazetteer).is_empty());
    assert!(Register::new(Vec::new(), &gazetteer).search("文一路", 3, &grader, &gazetteer).is_empty());
}

#[test]
fn weights_of_another_length_or_of_no_numbers_are_refused() {
    let gazetteer = gazetteer();
    let grader = grader(&gazetteer);
    assert!(Grader::read(&grader.to_text()).is_ok());
    for broken in ["", "{}", "{\"weights\":[1,2],\"worth\":[1,1,1]}"] {
        assert!(Grader::read(broken).is_err(), "{broken}");
    }
}

#[test]
fn the_grammar_gives_the_same_addresses_for_the_same_seed_and_others_for_another() {
    let gazetteer = gazetteer();
    assert_eq!(grammar::addresses(&gazetteer, 50, 1), grammar::addresses(&gazetteer, 50, 1));
    assert_ne!(grammar::addresses(&gazetteer, 50, 1), grammar::addresses(&gazetteer, 50, 2));
    assert!(grammar::addresses(&Gazetteer::default(), 50, 1).len() == 50);
}
