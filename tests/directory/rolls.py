"""Writes the files that the directory reads, small ones."""

import xlsxwriter

# Common Core of Data, LEA universe survey, directory (file 029), its first and telling columns.
CCD_HEADER = (
    *("SCHOOL_YEAR", "FIPST", "STATENAME", "ST", "LEA_NAME", "STATE_AGENCY_NO", "UNION"),
    *("ST_LEAID", "LEAID", "MSTREET1", "MCITY", "MSTATE", "MZIP", "LSTATE", "PHONE", "WEBSITE"),
    *("SY_STATUS", "SY_STATUS_TEXT", "UPDATED_STATUS", "LEA_TYPE", "LEA_TYPE_TEXT"),
    *("OUT_OF_STATE_FLAG", "CHARTER_LEA", "GSLO", "GSHI", "OPERATIONAL_SCHOOLS"),
)
DISTRICTS = (
    "nces_id,district_name,state,enrollment,instructional_staff,year,lat,lon\n"
    "100005,Abbott City,NL,5821.0,314.5,2023-24,34.2,-86.2\n"
    "9900007,Birch County,NL,2644.0,186.0,2023-24,,\n"
)
RATINGS_HEADER = (
    "nces_id",
    "name",
    "state",
    "year",
    "scale",
    "cut_set",
    "letter",
    "points",
    "final",
)


def write(folder, text, name="districts.csv"):
    """A file of this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def ccd_row(leaid, name, *, status="1", year="2023-2024"):
    """One line of the Common Core's directory."""
    said = {"SCHOOL_YEAR": year, "ST": "NL", "LEA_NAME": name, "LEAID": leaid, "SY_STATUS": status}
    return ",".join(said.get(column, "") for column in CCD_HEADER) + "\n"


def ccd(folder, *rows):
    """A directory file of the Common Core."""
    return write(folder, ",".join(CCD_HEADER) + "\n" + "".join(rows), "ccd_lea_029.csv")


def ratings(folder, *rows, header=RATINGS_HEADER, name="ratings.csv"):
    """A file of ratings; each row is a dictionary over a final B of 640 points."""
    usual = {"state": "NL", "year": "2024-25", "scale": "1000", "cut_set": "2024", "final": "yes"}
    usual |= {"letter": "B", "points": "640"}
    lines = [",".join((usual | row).get(column, "") for column in header) for row in rows]
    return write(folder, "\n".join([",".join(header), *lines]) + "\n", name)


def results(folder, *sheets, name="results.xlsx"):
    """A state's test workbook: each sheet a list of (name, is it a district)."""
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        bold, school = book.add_format({"bold": True}), book.add_format({"indent": 1})
        book.add_worksheet("State Summary").write("A1", "2024 results", bold)
        for number, names in enumerate(sheets, start=3):
            sheet = book.add_worksheet(f"G{number} ELA")
            sheet.write_row("A1", [f"Grade {number} ELA\nDistrict/School", "Test-Takers"], bold)
            for row, (written, is_district) in enumerate(names, start=1):
                sheet.write_string(row, 0, written, bold if is_district else school)
                sheet.write(row, 1, 84)
            sheet.write(len(names) + 1, 0, "Grand Total", bold)
            sheet.write(len(names) + 3, 0, "*N-counts less than 10 are suppressed.")
    return path
