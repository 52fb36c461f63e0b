"""The résumé of an invented person as a PDF of three pages, for the demo, the tests and the measurements."""

from fpdf import FPDF
from fpdf.enums import XPos, YPos

NAME = "Asha Raman"

SECTIONS: list[tuple[str, list[str]]] = [
    (
        "Profile",
        [
            "Backend engineer with nine years of building payment and logistics systems in Python. I like small "
            "services with clear edges, schemas that refuse bad data, and being woken up rarely. I have led a team of "
            "five, taken a monolith apart without a feature freeze, and cut a cloud bill by more than half.",
        ],
    ),
    (
        "Experience",
        [
            "Senior Backend Engineer, Tamarind Freight, Bengaluru (2021 to today). Own the booking and capacity "
            "services: Python 3.12, FastAPI, PostgreSQL, SQS and Lambda. Replaced row locks by conditional writes, "
            "which ended double bookings of containers and took the 99th percentile from 2.1 s to 180 ms.",
            "Brought in contract tests between eleven services and a replay tool for dead letters; incidents that "
            "reached a customer fell from nine to one a quarter.",
            "Mentored four engineers, two of whom now lead teams of their own; wrote the interview rubric that the "
            "department still uses.",
            "Backend Engineer, Lantern Pay, Chennai (2018 to 2021). Built the settlement engine, Django and "
            "PostgreSQL, 1.2 million transfers a day. Designed idempotency keys for all write endpoints after a "
            "retry storm had paid 214 merchants twice; it never happened again.",
            "Moved nightly batch reconciliation to a stream (Kinesis) so that differences showed within five minutes "
            "instead of the next morning.",
            "Software Engineer, Banyan Analytics, Pune (2016 to 2018). ETL pipelines with Airflow and pandas for "
            "retail clients; wrote the library for reading the nineteen dialects of CSV that they sent.",
        ],
    ),
    (
        "Selected projects",
        [
            "Quiet Pager: an open-source tool that groups alerts by cause. 1,400 stars, used by three hospitals. "
            "Python, asyncio, SQLite; property-based tests with Hypothesis found most of its early bugs.",
            "Tidewatch: a hobby project that predicts tides for small harbours from public gauges, with NumPy, a "
            "page that works offline, and a paper map printed each year for the fishermen of Kovalam.",
            "Talk at PyCon India 2023: 'Exactly once is a feeling', on conditional writes, outboxes and what clients "
            "should be told when an answer is lost.",
        ],
    ),
    (
        "Skills",
        [
            "Python (asyncio, typing, pytest, Hypothesis), SQL, a working knowledge of Go and TypeScript.",
            "AWS: Lambda, API Gateway, DynamoDB, SQS, Step Functions, CloudFormation. Terraform. Docker.",
            "PostgreSQL in depth: query plans, partitioning, logical replication. Redis. Kafka.",
            "Practices: design reviews, on-call that does not burn people, incident reviews without blame.",
        ],
    ),
    (
        "Education",
        [
            "B.Tech. in Computer Science, College of Engineering Guindy, Chennai (2012 to 2016). Thesis on lock-free "
            "queues for sensor gateways, marked 9.1 of 10.",
            "AWS Certified Developer (2022). Nand2Tetris, both parts, because I wanted to know what is underneath.",
        ],
    ),
    (
        "Languages and more",
        [
            "English (fluent), Tamil (mother tongue), Hindi (fluent), German (B1, two years of evening classes).",
            "Volunteer teacher of programming for girls of 12 to 15 at the Anna Centenary Library since 2019: 160 "
            "pupils so far, nine of whom have gone on to study computer science.",
            "Long-distance swimmer; I know the value of pacing.",
        ],
    ),
]


def resume_pdf(email: str = "asha.raman@example.com") -> bytes:
    """A text PDF of three A4 pages."""
    pdf = FPDF(format="A4")
    pdf.set_title(f"Résumé of {NAME}")
    pdf.set_margins(24, 22, 24)
    pdf.set_auto_page_break(auto=True, margin=24)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 22)
    pdf.cell(0, 12, NAME, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("Helvetica", "", 11)
    pdf.cell(0, 7, f"Bengaluru, India | {email} | +91 98400 00000", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for title, paragraphs in SECTIONS:
        pdf.ln(6)
        pdf.set_font("Helvetica", "B", 15)
        pdf.cell(0, 10, title, border="B", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(3)
        pdf.set_font("Helvetica", "", 12)
        for paragraph in paragraphs:
            pdf.multi_cell(0, 7.4, paragraph, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            pdf.ln(4)
    return bytes(pdf.output())
