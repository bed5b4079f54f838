"""An upload that breaks off in the middle of its body: nothing of it is saved, and the next one is."""

import http.client
import socket

import pytest
from django.conf import settings as product
from django.core.files.storage import default_storage

from attendance.models import Attachment
from tests.factories import VisitFactory

BOUNDARY = "the-boundary"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_half_saved(live_server, client, staff, chief, cell):
    client.force_login(staff)
    visit = VisitFactory(leader=chief, cell=cell)
    address, host = f"/visits/{visit.pk}/attachments/", live_server.thread.host
    token = "a" * 32
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"'
    body = (
        part.format("csrfmiddlewaretoken")
        + f"\r\n\r\n{token}\r\n"
        + part.format("attachments")
        + '; filename="bien-ban.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4 minutes'
    )
    end = f"\r\n--{BOUNDARY}--\r\n"
    headers = {
        "Host": f"{host}:{live_server.thread.port}",
        "Cookie": f"sessionid={client.cookies[product.SESSION_COOKIE_NAME].value}; csrftoken={token}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(len(body) + len(end)),
    }
    with socket.create_connection((host, live_server.thread.port)) as sent:
        lines = [f"POST {address} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        sent.sendall("\r\n".join([*lines, "", body]).encode())
        sent.shutdown(socket.SHUT_WR)
        sent.recv(65536)  # whatever it says to somebody who is gone
    assert not Attachment.objects.exists()

    connection = http.client.HTTPConnection(host, live_server.thread.port)
    connection.request("POST", address, body + end, headers)
    assert connection.getresponse().status == 302
    (attachment,) = Attachment.objects.all()
    with default_storage.open(attachment.file.name) as stored:
        assert stored.read() == b"%PDF-1.4 minutes"
