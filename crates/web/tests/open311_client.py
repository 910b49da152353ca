#!/usr/bin/env python3
"""Asks a running server by an Open311 client that others wrote: `georeport` 0.3.1 from PyPI.

    pip install georeport==0.3.1
    python open311_client.py http://127.0.0.1:8460

The client reads services, definitions and requests in JSON and in XML; what it cannot do, to file a request, is done by
`requests`, which it brings along. Any difference between the two forms, and anything that the client cannot read, fails.
"""

import sys

import requests
from georeport import GeoReport


def check(what: str, holds: bool) -> None:
    print(("ok    " if holds else "FAILED ") + what)
    if not holds:
        sys.exit(1)


def main(base: str) -> None:
    root = f"{base.rstrip('/')}/open311/v2"
    by_json, by_xml = GeoReport(root, output_format="json"), GeoReport(root, output_format="xml")

    services = by_json.get_service_list()
    codes = [service["service_code"] for service in services]
    check("services are listed", len(codes) > 10 and all(service["service_name"] for service in services))
    check("services are the same in XML", [s["service_code"] for s in by_xml.get_service_list()] == codes)
    check("a service is defined", by_json.get_service_definition(codes[0])["service_code"] == codes[0])
    check("a service is defined in XML", by_xml.get_service_definition(codes[0])["service_code"] == codes[0])

    # A kind that the city holds for sensitive is filed but never shown, so the first that is shown is taken.
    for code in codes:
        form = {"service_code": code, "address_string": "望海路 1 号 <东门>", "description": "路灯不亮 & 很暗"}
        posted = requests.post(f"{root}/requests.json", data=form, timeout=30)
        check(f"a request for {code} is filed", posted.status_code == 201)
        number = posted.json()[0]["service_request_id"]
        if requests.get(f"{root}/requests/{number}.json", timeout=30).status_code == 200:
            break

    shown, shown_in_xml = by_json.get_service_request(number), by_xml.get_service_request(number)
    check("the request is found", shown["service_request_id"] == number and shown["status"] == "open")
    plain = {name: None if value is None else str(value) for name, value in shown.items()}
    check("the request is the same in XML", dict(shown_in_xml) == plain)
    check("the request is listed", number in [r["service_request_id"] for r in by_json.get_service_requests(status="open")])
    check("the request is found by its kind", number in [r["service_request_id"] for r in by_json.get_service_requests(service_code=code)])
    check("several are asked for by number", len(by_json.get_service_requests(service_request_id=f"{number},1")) == 1)
    check("none is closed at a time to come", by_json.get_service_requests(start_date="2100-01-01T00:00:00Z") == [])

    try:
        by_json.get_service_definition("no-such-service")
        check("a service that is not there is refused", False)
    except requests.HTTPError as refused:
        body = refused.response.json()
        check("a service that is not there is refused as the specification says", body[0]["code"] == 404 and body[0]["description"])


if __name__ == "__main__":
    main(*sys.argv[1:])
