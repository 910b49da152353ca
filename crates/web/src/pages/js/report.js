// @ts-check
// Helps the report along where there are scripts: the place by where one stands or by the map, and a draft on this device in case
// the page is lost. The form works without any of it.

const zh = document.documentElement.lang.startsWith("zh");
/** @param {string} chinese @param {string} english */
const say = (chinese, english) => (zh ? chinese : english);

const form = document.querySelector("form.report");
if (form instanceof HTMLFormElement) {
  shrink(form);
  place(form);
  draft(form);
  once(form);
}

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement || found instanceof HTMLTextAreaElement ? found : null;
}

/** Makes pictures smaller before they are sent: twelve megapixels say no more about a pothole than three. @param {HTMLFormElement} form */
function shrink(form) {
  const LONGEST = 2048;
  const SMALL = 700_000;
  const input = form.querySelector("input[type=file]");
  if (!(input instanceof HTMLInputElement) || typeof createImageBitmap !== "function") return;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  input.after(status);
  input.addEventListener("change", async () => {
    const chosen = new DataTransfer();
    status.textContent = say("正在缩小照片…", "Making the pictures smaller…");
    for (const file of input.files ?? []) chosen.items.add(file.size > SMALL ? await smaller(file) : file);
    input.files = chosen.files;
    const kilobytes = Math.ceil([...chosen.files].reduce((sum, file) => sum + file.size, 0) / 1024);
    status.textContent = say(`${chosen.files.length} 张，共 ${kilobytes} KB`, `${chosen.files.length} chosen, ${kilobytes} KB`);
  });

  /** @param {File} file */
  async function smaller(file) {
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      /** @type {Blob | null} */
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch {
      // What this browser cannot read goes as it is; the server says whether it can.
      return file;
    }
  }
}

/** @param {HTMLFormElement} form */
function place(form) {
  const here = form.querySelector(".here");
  const status = form.querySelector(".here .status");
  const box = form.querySelector(".map");
  if (!(here instanceof HTMLElement) || !(status instanceof HTMLElement) || !(box instanceof HTMLElement)) return;
  here.hidden = false;
  /** @type {import("./map.js").GridMap | null} */
  let map = null;

  /** @param {number} lng @param {number} lat @param {string} datum */
  const choose = async (lng, lat, datum) => {
    for (const [name, value] of [["lng", lng.toFixed(6)], ["lat", lat.toFixed(6)], ["datum", datum]]) {
      const input = field(form, name);
      if (input) input.value = value;
    }
    const nowhere = field(form, "nowhere");
    if (nowhere instanceof HTMLInputElement) nowhere.checked = false;
    status.textContent = say("已定位。", "The place is set.");
    try {
      const answer = await fetch(`/api/v1/grids/locate?lng=${lng}&lat=${lat}&datum=${datum}`);
      if (!answer.ok) return;
      const found = await answer.json();
      const community = found.community;
      if (!community) {
        status.textContent = say("这一点在本市网格之外，请再核对。", "This point lies outside the city's grids; please check it.");
        return;
      }
      status.textContent = say("已定位：", "The place is set: ") + (zh || !community.name_en ? community.name : community.name_en);
      const area = field(form, "area");
      if (area) area.value = community.code;
    } catch {
      // The point is set; only the name of its community is not known here.
    }
  };

  here.querySelector("[data-do=here]")?.addEventListener("click", () => {
    if (!("geolocation" in navigator)) {
      status.textContent = say("这台设备不能定位，请写地址。", "This device cannot tell where it is; please write the address.");
      return;
    }
    status.textContent = say("正在定位…", "Looking where you are…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        choose(coords.longitude, coords.latitude, "wgs84");
        map?.show(coords.longitude, coords.latitude);
      },
      () => {
        status.textContent = say("没有取得位置，请写地址或者在地图上点选。", "The place could not be found; write the address or point at it on the map.");
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  });

  const opener = here.querySelector("[data-do=map]");
  opener?.addEventListener("click", async () => {
    box.hidden = !box.hidden;
    opener.setAttribute("aria-expanded", String(!box.hidden));
    if (map || box.hidden) return;
    const { GridMap } = await import("./map.js");
    const canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", say("地图：方向键移动，加减键缩放，中心的十字就是地点", "Map: arrow keys move it, plus and minus zoom, the cross in its middle is the place"));
    const row = document.createElement("div");
    row.className = "zoom";
    box.append(canvas, row);
    const from = ["lng", "lat"].map((name) => Number(field(form, name)?.value || box.dataset[name]));
    let settled = 0;
    map = new GridMap(canvas, from[0], from[1], (lng, lat) => {
      clearTimeout(settled);
      settled = window.setTimeout(() => choose(lng, lat, "cgcs2000"), 400);
    });
    const shown = map;
    for (const [words, steps] of /** @type {[string, number][]} */ ([[say("放大", "Nearer"), 1], [say("缩小", "Farther"), -1]])) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = words;
      button.addEventListener("click", () => shown.zoom(steps));
      row.append(button);
    }
    canvas.focus();
  });
}

/** Keeps what was typed on this device for a day, never name or telephone: others may use it too. @param {HTMLFormElement} form */
function draft(form) {
  const KEY = "jingwei-draft";
  const KEPT = ["what", "address", "area", "lng", "lat", "datum"];
  const DAY = 86_400_000;
  /** @type {Storage} */
  let store;
  try {
    store = window.localStorage;
    const kept = JSON.parse(store.getItem(KEY) ?? "null");
    const what = field(form, "what");
    if (kept && Date.now() - kept.at < DAY && what && what.value === "") {
      for (const name of KEPT) {
        const input = field(form, name);
        if (input && typeof kept[name] === "string") input.value = kept[name];
      }
      note(form, () => {
        store.removeItem(KEY);
        location.reload();
      });
    }
  } catch {
    // A browser that keeps nothing for us, or something else under our name: then there is no draft.
    return;
  }
  const keep = () => {
    /** @type {Record<string, unknown>} */
    const kept = { at: Date.now() };
    for (const name of KEPT) kept[name] = field(form, name)?.value ?? "";
    try {
      store.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Full: the draft stays as it was.
    }
  };
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    const sends = event.submitter instanceof HTMLButtonElement && event.submitter.value === "next";
    if (form.dataset.step === "check" && sends) store.removeItem(KEY);
    else keep();
  });
}

/** @param {HTMLFormElement} form @param {() => void} discard */
function note(form, discard) {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.textContent = say("已恢复您上次没有提交的内容。", "What you had not sent last time is here again. ");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = say("清空重写", "Begin anew");
  button.addEventListener("click", discard);
  line.append(" ", button);
  form.before(line);
}

/** Shows that something is under way. A second press would be the same report anyway. @param {HTMLFormElement} form */
function once(form) {
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!(pressed instanceof HTMLButtonElement)) return;
    const words = pressed.textContent;
    // After the browser has taken the form: a disabled button's value would not be sent.
    setTimeout(() => {
      pressed.disabled = true;
      pressed.textContent = say("正在发送…", "Sending…");
    });
    // Who comes back from the next page finds the form as it was.
    window.addEventListener("pageshow", () => {
      pressed.disabled = false;
      pressed.textContent = words;
    }, { once: true });
  });
}
