"""Records what the Python OpenTelemetry SDK sends for ml.inference events, byte for byte.

    python -m venv venv && venv/bin/pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
    venv/bin/python record.py

Writes quiet.pb.gz (three days, 72 requests of 40 rows), shifted.pb.gz (a fourth day of 24 such requests in which `age` is
12 years higher and a new `city` appears), each the gzip body of one POST, and sent.json: its headers and what the rows add
up to, so that a test knows what must arrive without decoding anything.
"""

import gzip
import json
import math
import random
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

FOLDER = Path(__file__).parent
START_NS = 1_790_208_000_000_000_000  # 2026-09-24T00:00:00Z
HOUR_NS = 3_600_000_000_000
ROWS = 40


def rows_of(draw, shifted):
    cities = ["Oslo", "Bern", "Porto"]
    ages = [round(draw.gauss(41 + (12 if shifted else 0), 9), 1) for _ in range(ROWS)]
    income = [None if draw.random() < 0.05 else draw.randrange(20_000, 90_000) for _ in range(ROWS)]
    city = ["Atlantis" if shifted and draw.random() < 0.3 else draw.choice(cities) for _ in range(ROWS)]
    score = [1 / (1 + math.exp(-(age - 41) / 9)) for age in ages]
    return {"age": ages, "income": income, "city": city}, {"score": score, "class": ["yes" if s > 0.5 else "no" for s in score]}


def emit(logger, draw, hour, shifted):
    inputs, outputs = rows_of(draw, shifted)
    logger.emit(
        LogRecord(
            timestamp=START_NS + hour * HOUR_NS,
            severity_number=SeverityNumber.INFO,
            event_name="ml.inference",
            attributes={
                "ml.model.name": "loans",
                "ml.model.version": "2026-09",
                "ml.task.type": "binary_classification",
                "ml.inference.id": f"foreign-{hour}",
                "ml.inference.batch.size": ROWS,
                "ml.inference.duration": 0.0125,
                "ml.inference.protocol": "sdk",
                "ml.inputs": inputs,
                "ml.outputs": outputs,
                "ml.segments": {"channel": "web" if hour % 2 else "branch"},
            },
        )
    )
    return inputs


def record(name, hours, shifted, bodies):
    draw = random.Random(name)
    server_url = f"http://127.0.0.1:{SERVER.server_port}/v1/logs"
    provider = LoggerProvider(resource=Resource.create({"service.name": "loans-batch"}))
    provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(server_url, compression=Compression.Gzip)))
    logger = provider.get_logger("loans", "1.0.0")
    inputs = [emit(logger, draw, hour, shifted) for hour in hours]
    provider.shutdown()
    (sent,) = bodies
    bodies.clear()
    (FOLDER / f"{name}.pb.gz").write_bytes(sent["body"])
    return {
        "headers": sent["headers"],
        "bytes": len(gzip.decompress(sent["body"])),
        "records": len(inputs),
        "rows": ROWS * len(inputs),
        "ageSum": math.fsum(age for one in inputs for age in one["age"]),
        "incomeMissing": sum(value is None for one in inputs for value in one["income"]),
        "incomeSum": sum(value or 0 for one in inputs for value in one["income"]),
        "atlantis": sum(city == "Atlantis" for one in inputs for city in one["city"]),
    }


BODIES = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        kept = {key.lower(): value for key, value in self.headers.items() if key.lower().startswith("content-") or key.lower() == "user-agent"}
        BODIES.append({"headers": kept, "body": self.rfile.read(int(self.headers["Content-Length"]))})
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


SERVER = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=SERVER.serve_forever, daemon=True).start()
sent = {
    "sdk": version("opentelemetry-sdk"),
    "exporter": version("opentelemetry-exporter-otlp-proto-http"),
    "quiet": record("quiet", range(72), False, BODIES),
    "shifted": record("shifted", range(72, 96), True, BODIES),
}
(FOLDER / "sent.json").write_text(json.dumps(sent, indent=2) + "\n")
SERVER.shutdown()
