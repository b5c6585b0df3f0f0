"""Builds workbooks as a hostile hand would: by writing the parts of the archive one by one."""

import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
    '<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def sheet(cells):
    """A sheet of one row with these cells, as XML."""
    return f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'


def parts(cells='<c r="A1" t="inlineStr"><is><t>name</t></is></c>'):
    """The parts of the smallest workbook."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": sheet(cells),
    }


def write(path, named_parts, *, packing=zipfile.ZIP_DEFLATED):
    """The parts as an archive."""
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, xml in named_parts.items():
            archive.writestr(name, xml)
    return path
