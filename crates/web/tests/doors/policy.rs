//! Who may do what, written out for people who read no Rust, and kept as a committed text.

use crate::city::expect_text;
use jingwei_terms::Role;
use jingwei_web::policy::{Answer, DOORS, Look, Reach, Sight, Subject, answer, reach, sight};
use std::fmt::Write;

fn subjects() -> Vec<(String, Subject)> {
    let mut all = vec![("nobody".to_owned(), Subject::Nobody), ("key".to_owned(), Subject::KeyHolder)];
    all.extend(Role::ALL.map(|role| (role.code().to_owned(), Subject::As(role))));
    all.push(("machine".to_owned(), Subject::Machine));
    all
}

#[test]
fn who_may_do_what_is_as_it_was_agreed() {
    let mut text = String::from(
        "Who may do what\n\
         ===============\n\n\
         The doors. `yes`: come in; `-`: log in first (401); `no`: not with this role (403).\n\
         `key` is somebody who says to hold the key of the case; `machine` is this machine itself, for its figures.\n\
         Behind a door about cases it is decided case by case what is seen: see the second table.\n\n",
    );
    let subjects = subjects();
    write!(text, "{:<62}", "door").unwrap();
    subjects.iter().for_each(|(name, _)| write!(text, " {name:<13}").unwrap());
    text = text.trim_end().to_owned() + "\n";
    for door in DOORS {
        let mut line = format!("{:<62}", format!("{} {}", door.method, door.path));
        for (_, subject) in &subjects {
            let word = match answer(door.to, *subject) {
                Answer::In => "yes",
                Answer::WhoAreYou => "-",
                Answer::NotForYou => "no",
            };
            write!(line, " {word:<13}").unwrap();
        }
        text += line.trim_end();
        text.push('\n');
    }
    text += "\nOne case. What is seen of it, by what is true of it when somebody looks:\n\
             public: neither hidden nor of a sensitive kind; concerned: their department leads it or has a task in it, or, for a grid\n\
             worker, it lies in their area; key: the key that was sent along is the case's.\n\n";
    write!(text, "{:<16}", "").unwrap();
    for head in ["public", "public+concerned", "public+key", "not public", "not public+concerned", "not public+key"] {
        write!(text, "{head:<22}").unwrap();
    }
    text = text.trim_end().to_owned() + "\n";
    for (name, subject) in &subjects {
        let mut line = format!("{name:<16}");
        for publishable in [true, false] {
            for (concerned, key_fits) in [(false, false), (true, false), (false, true)] {
                let seen = match sight(*subject, Look { key_fits, concerned, publishable }) {
                    Sight::Whole => "whole",
                    Sight::Own => "own",
                    Sight::Public => "public part",
                    Sight::Nothing => "nothing (404)",
                };
                write!(line, "{seen:<22}").unwrap();
            }
        }
        text += line.trim_end();
        text.push('\n');
    }
    expect_text("tests/expected/policy.txt", &text);
}

#[test]
fn nobody_who_is_not_named_comes_in_by_a_door_that_is_not_for_everybody() {
    use jingwei_web::policy::To;
    for door in DOORS {
        let open = matches!(door.to, To::Everyone | To::Reporters | To::OneCase);
        let nobody = answer(door.to, Subject::Nobody) == Answer::In;
        assert_eq!(nobody, open, "{} {}", door.method, door.path);
    }
}

#[test]
fn who_grants_rights_sees_no_case_and_changes_none() {
    use jingwei_web::policy::To;
    assert_eq!(reach(Role::Administrator), Reach::Nothing);
    for door in DOORS.iter().filter(|door| matches!(door.to, To::Act(_) | To::Readers | To::Reporters)) {
        assert_ne!(answer(door.to, Subject::As(Role::Administrator)), Answer::In, "{} {}", door.method, door.path);
    }
}
