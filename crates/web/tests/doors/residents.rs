//! A resident's whole way by plain forms, as a browser without scripts sends them.

use crate::city::{City, escaped, number};
use crate::journey::kind;
use jingwei_terms::Role;
use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use std::collections::BTreeMap;

const LAMP: &str = "望海路十二号门口路灯不亮，晚上一片漆黑";

/// A browser without scripts.
struct Browser<'c> {
    city: &'c City,
    cookie: &'static str,
}

/// A page that came back.
struct Page {
    status: StatusCode,
    text: String,
}

type Fields = BTreeMap<String, String>;

impl Browser<'_> {
    async fn get(&self, path: &str) -> Page {
        let request = self.city.passer_by().knock(Method::GET, path).header("cookie", self.cookie);
        page(request.send().await.unwrap()).await
    }

    /// Sends a form as its own page does, and answers the page or the way on.
    async fn send(&self, path: &str, fields: &Fields) -> Result<String, Page> {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = self.city.passer_by().knock(Method::POST, path).header("cookie", self.cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"));
        let response = request.header("origin", &self.city.base).send().await.unwrap();
        match response.status() {
            StatusCode::SEE_OTHER => Ok(response.headers()["location"].to_str().unwrap().to_owned()),
            _ => Err(page(response).await),
        }
    }

    /// Sends the form of a page with these fields filled in; the page must come back.
    async fn fill(&self, from: &Page, filled: &[(&str, &str)]) -> Page {
        let sent = self.send("/report", &with(from.fields(), filled)).await;
        sent.expect_err("it went on where the page should have come back")
    }
}

async fn page(response: Response) -> Page {
    let status = response.status();
    Page { status, text: response.text().await.unwrap() }
}

fn with(mut fields: Fields, filled: &[(&str, &str)]) -> Fields {
    fields.extend(filled.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

impl Page {
    fn has(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// What a browser would send if nothing more was filled in: the values of the inputs that stand in the page.
    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        for tag in self.text.split('<').filter(|tag| tag.starts_with("input ")) {
            let of = |name: &str| Some(tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.to_owned());
            let kind = of("type").unwrap_or_default();
            if let (Some(name), true) =
                (of("name"), !matches!(kind.as_str(), "radio" | "checkbox") || tag.contains(" checked"))
            {
                fields.insert(name, of("value").unwrap_or_default());
            }
        }
        for area in self.text.split("<textarea ").skip(1) {
            let (tag, rest) = area.split_once('>').unwrap();
            let name = tag.split_once("name=\"").unwrap().1.split_once('"').unwrap().0;
            fields.insert(name.to_owned(), rest.split_once("</textarea>").unwrap().0.to_owned());
        }
        fields
    }
}

const REPORT: [(&str, &str); 4] =
    [("what", LAMP), ("address", "望海路十二号"), ("phone", "13800000000"), ("name", "王女士")];

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_filed_followed_answered_rated_and_reopened_without_a_script() {
    let city = City::open().await;
    let browser = Browser { city: &city, cookie: "" };
    let form = browser.get("/report").await;
    assert_eq!(form.status, StatusCode::OK);
    let check = browser.fill(&form, &REPORT).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text);
    assert!(check.has(LAMP) && check.has("因为您写了") && check.has("核对后提交"), "{}", check.text);
    let sent = with(check.fields(), &[]);
    let way = browser.send("/report", &sent).await.ok().unwrap();
    assert!(way.starts_with("/track/") && way.contains("/receipt?key="), "{way}");
    // Sent once more by an impatient finger, it is the same case.
    assert_eq!(browser.send("/report", &sent).await.ok().unwrap(), way);

    let receipt = browser.get(&way).await;
    let (number, key) = way.trim_start_matches("/track/").split_once("/receipt?key=").unwrap();
    assert!(receipt.has(number) && receipt.has(key) && receipt.has("<svg") && receipt.has("承诺答复"));
    let case = format!("/track/{number}?key={key}");
    let followed = browser.get(&case).await;
    assert!(followed.has("已收到") && followed.has(LAMP) && followed.has("没有人查看过"), "{}", followed.text);

    let (kind, department) = kind();
    let dispatcher = city.somebody("dispatcher", Role::Dispatcher, Some("hotline-12345"), None).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    dispatcher.does(number, "triage", json!({ "way": "ordinary", "kind": kind })).await;
    dispatcher.does(number, "dispatch", json!({})).await;
    handler.does(number, "accept", json!({})).await;
    handler.does(number, "ask", json!({ "question": "是哪一盏？" })).await;
    let asked = browser.get(&case).await;
    assert!(asked.has("是哪一盏？") && asked.has("请您补充"));
    let answer = |page: &Page, words: &str| with(page.fields(), &[("answer", words)]);
    let action = |verb: &str| format!("/track/{number}/{verb}?key={key}");
    // An empty answer is refused beside its field, and the page is whole.
    let refused = browser.send(&action("answer"), &answer(&asked, "  ")).await.err().unwrap();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("是哪一盏？") && refused.has("role=\"alert\""));
    assert_eq!(browser.send(&action("answer"), &answer(&asked, "门口左边那盏")).await.ok().unwrap(), case);

    let evidence = json!([{ "reference": "https://files.example/after.jpg", "role": "after" }]);
    handler.does(number, "handle", json!({ "result": "已换灯", "evidence": evidence })).await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    agent.does(number, "verify", json!({ "passed": true })).await;
    agent.does(number, "reply", json!({ "text": "灯已换好。" })).await;
    let answered = browser.get(&case).await;
    assert!(answered.has("灯已换好。") && answered.has("问题解决了吗？") && answered.has("您对办理满意吗？"));
    // Solved and satisfied are said apart.
    let rating = with(answered.fields(), &[("solved", "yes"), ("satisfied", "no"), ("words", "等了很久")]);
    assert_eq!(browser.send(&action("feedback"), &rating).await.ok().unwrap(), case);
    assert_eq!(browser.send(&action("feedback"), &rating).await.ok().unwrap(), case, "a repeat changes nothing");
    let closed = agent.does(number, "close", json!({})).await;
    assert_eq!(closed["feedback"].as_array().unwrap().len(), 1, "{closed}");
    assert_eq!((&closed["feedback"][0]["solved"], &closed["feedback"][0]["satisfied"]), (&json!(true), &json!(false)));

    let ended = browser.get(&case).await;
    assert!(ended.has("申请重新办理") && !ended.has("问题解决了吗？"));
    let again = with(ended.fields(), &[("reason", "又不亮了")]);
    assert_eq!(browser.send(&action("reopen"), &again).await.ok().unwrap(), case);
    assert!(browser.get(&case).await.has("又不亮了"));
    city.wait(60 * 24 * 31);
    let late =
        browser.send(&action("reopen"), &with(ended.fields(), &[("reason", "一个月后又不亮了")])).await.err().unwrap();
    assert!(
        late.status.is_client_error() && late.has("一个月后又不亮了"),
        "what was typed is still there: {}",
        late.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_at_its_field_and_everything_typed_is_kept() {
    let city = City::open().await;
    let browser = Browser { city: &city, cookie: "" };
    let form = browser.get("/report").await;
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[("what", "")], "what-fault"),
        (&[("what", "。。。")], "what-fault"),
        (&[("address", "")], "address-fault"),
        (&[("phone", "call me")], "phone-fault"),
        (&[("area", "999999999999")], "area-fault"),
    ];
    for (wrong, fault) in cases {
        let filled = [&REPORT[..], wrong].concat();
        let again = browser.fill(&form, &filled).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(again.has(fault) && again.has("aria-invalid"), "{wrong:?}: {}", again.text);
        let kept = again.fields();
        for (name, value) in with(Fields::new(), &filled) {
            // A community that is not in the list cannot be shown in it.
            assert!(name == "area" || kept.get(&name) == Some(&value), "{wrong:?}: {name}");
        }
        assert_eq!(kept["command_id"], form.fields()["command_id"]);
    }
    assert_eq!(city.store.size().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_files_nothing_and_a_form_that_broke_off_is_told_so() {
    let city = City::open().await;
    let browser = Browser { city: &city, cookie: "" };
    let form = browser.get("/report").await;
    let check = browser.fill(&form, &REPORT).await;
    let body: Vec<String> = check.fields().iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let knock = || city.passer_by().knock(Method::POST, "/report");
    let urlencoded = "application/x-www-form-urlencoded";
    let foreign =
        knock().header("content-type", urlencoded).header("origin", "https://evil.example").body(body.join("&"));
    let foreign = page(foreign.send().await.unwrap()).await;
    assert!(foreign.status == StatusCode::FORBIDDEN && foreign.has("<h1>"), "{}", foreign.text);
    let broken = knock().header("content-type", "multipart/form-data; boundary=x").body("--x\r\nContent-Disp");
    let broken = page(broken.send().await.unwrap()).await;
    assert!(broken.status == StatusCode::BAD_REQUEST && broken.has("不会重复受理"), "{}", broken.text);
    assert_eq!(city.store.size().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn danger_is_answered_with_a_telephone_before_anything_else_and_can_be_passed() {
    let city = City::open().await;
    let browser = Browser { city: &city, cookie: "" };
    let form = browser.get("/report").await;
    let burning = [&REPORT[..], &[("what", "我家楼下着火了，冒浓烟")]].concat();
    let stop = browser.fill(&form, &burning).await;
    assert!(stop.has("先打电话") && stop.has("href=\"tel:119\""), "{}", stop.text);
    let on = browser.fill(&stop, &[]).await;
    assert!(on.has("核对后提交") && on.has("着火了"), "{}", on.text);
    assert!(browser.send("/report", &on.fields()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_case_is_offered_before_filing_and_a_sensitive_one_is_not() {
    let city = City::open().await;
    let known = city.filed(LAMP).await;
    let mut secret = city.report("邻居家里天天打孩子，望海路十二号三楼，家暴");
    secret["kind"] = json!("H11006");
    let (_, secret) = city.passer_by().post("/api/v1/cases", secret).await;
    let browser = Browser { city: &city, cookie: "" };
    let form = browser.get("/report").await;
    let point = city.report("")["location"].clone();
    let here = [("lng", point["lng"].to_string()), ("lat", point["lat"].to_string()), ("datum", "cgcs2000".to_owned())];
    let filled: Vec<(&str, &str)> =
        REPORT.into_iter().chain(here.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    let check = browser.fill(&form, &filled).await;
    assert!(check.has(number(&known)) && check.has("关注它"), "{}", check.text);
    let alike = [&filled[..], &[("what", "邻居家里天天打孩子，望海路十二号三楼，家暴"), ("calm", "yes")]].concat();
    let check = browser.fill(&form, &alike).await;
    assert!(!check.has(number(&secret)), "{}", check.text);
    assert_eq!(browser.get(&format!("/track/{}", number(&secret))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_elder_view_asks_one_thing_a_screen_and_is_remembered() {
    let city = City::open().await;
    let chosen = city.passer_by().knock(Method::GET, "/view?theme=elder&back=%2Freport").send().await.unwrap();
    assert_eq!(chosen.status(), StatusCode::SEE_OTHER);
    assert_eq!(chosen.headers()["location"], "/report");
    assert!(chosen.headers()["set-cookie"].to_str().unwrap().starts_with("jingwei_theme=elder;"));
    let browser = Browser { city: &city, cookie: "jingwei_theme=elder" };
    let photo = browser.get("/report").await;
    assert!(photo.has("type=\"file\"") && !photo.has("<textarea"));
    let what = browser.fill(&photo, &[]).await;
    assert!(what.has("data-theme=\"elder\"") && what.has("name=\"what\"") && !what.has("name=\"address\""));
    assert!(what.has("class=\"bar\"") && what.has("tel:"));
    let place = browser.fill(&what, &[("what", LAMP)]).await;
    assert!(place.has("name=\"address\"") && !place.has("<textarea"));
    let missing = browser.fill(&place, &[]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let who = browser.fill(&place, &[("address", "望海路十二号")]).await;
    assert!(who.has("name=\"phone\""));
    let back = browser.fill(&who, &[("go", "back")]).await;
    assert_eq!(back.fields()["address"], "望海路十二号");
    let check = browser.fill(&who, &[("who", "anonymous")]).await;
    assert!(check.has("匿名") && check.has(LAMP), "{}", check.text);
    assert!(browser.send("/report", &check.fields()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_along_through_every_screen_and_what_is_none_is_refused_at_its_field() {
    let city = City::open().await;
    let browser = Browser { city: &city, cookie: "" };
    let form = browser.get("/report").await;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let send = async |bytes: &[u8]| {
        let mut body = Vec::new();
        for (name, value) in with(form.fields(), &REPORT) {
            if name != "photo" {
                body.extend(
                    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
                );
            }
        }
        body.extend(b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n");
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let request = city.passer_by().knock(Method::POST, "/report");
        page(request.header("content-type", "multipart/form-data; boundary=x").body(body).send().await.unwrap()).await
    };
    let refused = send(b"this is no picture").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.has("photo-fault") && refused.fields()["what"] == LAMP);
    let check = send(picture.get_ref()).await;
    assert!(check.status == StatusCode::OK && check.has("1 张"), "{}", check.text);
    let way = browser.send("/report", &check.fields()).await.ok().unwrap();
    let case = browser.get(&way.replace("/receipt", "")).await;
    let address = case.text.split("src=\"/api/v1/attachments/").nth(1).unwrap().split('"').next().unwrap();
    let thumb = format!("/api/v1/attachments/{}", address.replace("&amp;", "&"));
    let shown = city.passer_by().knock(Method::GET, &thumb).send().await.unwrap();
    assert_eq!((shown.status(), shown.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "image/jpeg"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_case_is_followed_instead_of_reported_again() {
    let city = City::open().await;
    let known = city.filed(LAMP).await;
    let browser = Browser { city: &city, cookie: "" };
    let case = browser.get(&format!("/track/{}", number(&known))).await;
    assert!(case.has("关注这件"));
    let followed = browser.send(&format!("/track/{}/follow", number(&known)), &case.fields()).await.err().unwrap();
    assert!(followed.status == StatusCode::OK && followed.has("已关注"), "{}", followed.text);
    let (_, told) = city.reporter(&known).get(&format!("/api/v1/cases/{}/follow", number(&known))).await;
    assert!(told.is_object(), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_screen_says_to_which_community_the_address_leads() {
    let city = City::open().await;
    let browser = Browser { city: &city, cookie: "" };
    let form = browser.get("/report").await;
    let at = |address: &'static str| [("what", "电梯停了两天"), ("address", address), ("phone", "13800000000")];
    let check = browser.fill(&form, &at("汐岸苑3栋")).await;
    assert!(check.has("按地址归入鼓楼前社区"), "{}", check.text);
    let check = browser.fill(&form, &at("汐岸苑和汐岸家园之间")).await;
    assert!(check.has("核对后提交") && !check.has("按地址归入"), "{}", check.text);
}
