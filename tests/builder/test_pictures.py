"""Pictures on pages: smaller versions in WebP, sizes that authors ask for, pictures for dark pages."""

import io
import re
import struct
import sys
import zlib
from pathlib import Path, PurePosixPath

import pytest
from factories import NOON, PIXEL, build, built, write_tree
from PIL import Image, ImageDraw

from dlcourse.builder.memory import Memory
from dlcourse.builder.pictures import Pictures, smaller_versions
from dlcourse.builder.pipeline import Build, build_site
from dlcourse.config import Options, Project

PAGE = "zh/a/index.html"


def encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def a_photo(width: int = 1600, height: int = 1000) -> Image.Image:
    """Return soft shapes with a little noise, as a camera sees them."""
    noise = Image.effect_noise((width // 4, height // 4), 90).convert("RGB")
    return noise.resize((width, height), Image.Resampling.BICUBIC)


def a_drawing(width: int = 1200, height: int = 700, mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    for number in range(400):
        x, y = number * 37 % width, number * 53 % height
        pen.rectangle((x, y, x + 40, y + 12), fill=(number % 200, 90, 120))
    return image.convert(mode)


def widths(data: bytes) -> list[int]:
    return [version.width for version in smaller_versions(data)]


def test_photo_is_had_in_the_widths_that_columns_need() -> None:
    data = encoded(a_photo(2400, 1500), "JPEG", quality=92)
    versions = smaller_versions(data)
    assert [version.width for version in versions] == [480, 960, 1440]
    for version in versions:
        image = Image.open(io.BytesIO(version.data))
        assert (image.format, image.size) == ("WEBP", (version.width, version.width * 1500 // 2400))
        assert len(version.data) < len(data)


def test_versions_are_the_same_for_the_same_picture() -> None:
    data = encoded(a_photo(), "JPEG")
    assert smaller_versions(data) == smaller_versions(data) != ()


@pytest.mark.parametrize("width", [200, 480])
def test_picture_that_every_column_needs_whole_has_no_versions(width: int) -> None:
    assert widths(encoded(a_photo(width, 300), "JPEG", quality=98)) == []


def test_nothing_is_enlarged_or_nearly_the_same_twice() -> None:
    assert widths(encoded(a_photo(1000, 600), "JPEG", quality=98)) == [480, 1000]
    assert widths(encoded(a_photo(500, 300), "JPEG", quality=98)) == [500]


def test_version_that_saves_nothing_is_left_out() -> None:
    already_small = encoded(a_photo(1000, 600), "JPEG", quality=10)
    assert 1000 not in widths(already_small)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_drawing_keeps_every_pixel_in_its_own_width(mode: str) -> None:
    drawing = a_drawing(mode=mode)
    version = smaller_versions(encoded(drawing, "PNG"))[-1]
    shown = Image.open(io.BytesIO(version.data))
    assert version.width == 1200
    assert shown.convert("RGB").tobytes() == drawing.convert("RGB").tobytes()


def test_transparency_stays() -> None:
    drawing = a_drawing().convert("RGBA")
    drawing.putalpha(Image.linear_gradient("L").resize(drawing.size))
    for version in smaller_versions(encoded(drawing, "PNG")):
        assert Image.open(io.BytesIO(version.data)).mode == "RGBA"


def test_turned_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    versions = smaller_versions(encoded(a_photo(1600, 1000), "JPEG", quality=92, exif=exif))
    assert [version.width for version in versions] == [480, 1000]
    image = Image.open(io.BytesIO(versions[0].data))
    assert image.size == (480, 768)
    assert not image.getexif()


def test_colour_profile_goes_along() -> None:
    profile = b"\0" * 36 + b"acsp" + b"\0" * 88
    versions = smaller_versions(encoded(a_photo(), "JPEG", quality=92, icc_profile=profile))
    assert Image.open(io.BytesIO(versions[0].data)).info["icc_profile"] == profile


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_png(width: int, height: int, depth: int, colours: int, body: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    chunks = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(body)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_pictures_that_cannot_be_had_smaller_for_certain_stay_as_they_are() -> None:
    drawing = a_drawing()
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = encoded(a_photo(), "JPEG")
    bomb = a_png(60_000, 60_000, 8, 0, b"\0" * 10_000)
    deep = a_png(600, 2, 16, 2, (b"\0" + b"\x12\x34" * 1800) * 2)
    assert Image.open(io.BytesIO(deep)).size == (600, 2)
    for data in (
        encoded(a_photo().convert("CMYK"), "JPEG"),
        encoded(drawing, "PNG", save_all=True, append_images=[drawing.rotate(3)]),
        encoded(drawing, "PNG", exif=exif),
        encoded(Image.new("I;16", (900, 900)), "PNG"),
        encoded(drawing, "GIF"),
        deep,
        bomb,
        photo[: len(photo) // 2],
        b"\xff\xd8\xff" + b"x" * 5000,
        b"",
    ):
        assert smaller_versions(data) == ()


def test_file_that_is_too_large_or_gone_stays_as_it_is(tmp_path: Path) -> None:
    large = tmp_path / "a.png"
    with large.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert smaller_versions(large) == smaller_versions(tmp_path / "b.png") == ()


def test_without_pillow_there_are_no_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(a_photo(), "JPEG")
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert smaller_versions(data) == ()


def test_picture_is_encoded_once_and_forgotten_when_no_build_asks_for_it() -> None:
    pictures = Pictures()
    path, data = PurePosixPath("assets/a.1.jpg"), encoded(a_photo(), "JPEG")
    pictures.prepare({path: data})
    made = pictures.versions(path)
    assert made
    pictures.prepare({path: b"not read again"})
    assert pictures.versions(path) is made
    pictures.prepare({})
    assert pictures.versions(path) == ()


def built_with_pictures(content: Path) -> Build:
    project = Project(content=content, content_name="content", templates=None)
    return build_site(project, Options(now=NOON), memory=Memory(pictures=Pictures()))


def test_page_offers_the_versions_and_each_of_them_is_published(tmp_path: Path) -> None:
    photo = encoded(a_photo(2000, 1000), "JPEG", quality=92)
    write_tree(
        tmp_path, {"01-a.md": "# 甲\n\n![图](<大 图.jpg>)\n\n![图](大%20图.jpg){width=300}\n", "大 图.jpg": photo}
    )
    site = built_with_pictures(tmp_path).site
    assert site
    files = {artifact.path.as_posix(): artifact.read() for artifact in site.artifacts}
    page = files[PAGE]
    first, second = re.findall(r"<img[^>]*loading[^>]*>", page.decode())
    srcset = re.search(r'srcset="([^"]*)"', first)
    assert srcset
    offered = [each.split(" ") for each in srcset[1].split(", ")]
    assert [width for _, width in offered] == ["480w", "960w", "1440w"]
    for address, width in offered:
        content = files[address.removeprefix("../../")]
        assert isinstance(content, bytes)
        assert Image.open(io.BytesIO(content)).size[0] == int(width[:-1])
    assert 'sizes="auto, (min-width: 44rem) 646px, 100vw"' in first
    assert 'width="300" height="150"' in second
    assert 'sizes="auto, (min-width: 44rem) 300px, 100vw"' in second
    assert re.search(r'src="[^"]*\.jpg"', first)


def test_two_builds_publish_the_same_bytes(tmp_path: Path) -> None:
    photo = encoded(a_photo(2000, 1000), "JPEG", quality=92)
    write_tree(tmp_path, {"01-a.md": "# 甲\n\n![图](a.jpg)\n", "a.jpg": photo})
    assert built_with_pictures(tmp_path).site == built_with_pictures(tmp_path).site


def test_build_that_makes_no_versions_publishes_the_picture_alone(tmp_path: Path) -> None:
    photo = encoded(a_photo(2000, 1000), "JPEG", quality=92)
    write_tree(tmp_path, {"01-a.md": "# 甲\n\n![图](a.jpg)\n", "a.jpg": photo})
    files = built(tmp_path)
    assert "srcset" not in files[PAGE]
    assert not any(name.endswith(".webp") for name in files)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", 'width="3" height="2"'),
        ("{width=300}", 'width="300" height="200"'),
        ("{height=200}", 'width="300" height="200"'),
        ("{width=60%}", 'class="share-60" width="3" height="2"'),
        ("{width=64% .center}", 'class="align-center share-66" width="3" height="2"'),
    ],
)
def test_sizes_keep_the_proportions(attributes: str, expected: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": f"# 甲\n\n![图](a.png){attributes}\n", "a.png": PIXEL})
    assert f'alt="图" {expected} loading="lazy"' in built(tmp_path)[PAGE]


def test_title_stays_and_a_picture_that_cannot_be_measured_has_no_size(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": '# 甲\n\n文 ![图](a.png "标题"){width=9}\n', "a.png": b"x"})
    assert 'alt="图" title="标题" loading="lazy"' in built(tmp_path)[PAGE]


def test_every_share_has_its_rule() -> None:
    from dlcourse.renderer.media import SHARES
    from dlcourse.shipped import shipped

    css = (shipped("templates") / "assets" / "_figures.css").read_text("utf-8")
    assert all(f".share-{share} {{\n    inline-size: {share}%;" in css for share in SHARES)


def test_picture_for_dark_pages_stands_beside_the_other(tmp_path: Path) -> None:
    write_tree(
        tmp_path, {"01-a.md": '# 甲\n\n![图](a.png "说明"){dark=b.png}\n', "a.png": PIXEL, "b.png": PIXEL + b" "}
    )
    page = built(tmp_path)[PAGE]
    tags = re.findall(r"<img[^>]*loading[^>]*>", page)
    assert [re.findall(r'class="([^"]*)"', tag) for tag in tags] == [["only-light"], ["only-dark"]]
    assert [re.findall(r'src="[^"]*/([ab])\.', tag) for tag in tags] == [["a"], ["b"]]
    assert all('alt="图"' in tag for tag in tags)
    assert '<span class="number">图 1</span> 说明</figcaption>' in page


def test_missing_picture_for_dark_pages_is_reported(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": "# 甲\n\n![图](a.png){dark=b.png}\n", "a.png": PIXEL})
    found = [each for each in build(tmp_path).diagnostics if each.code == "B303"]
    assert ["b.png" in each.message for each in found] == [True]
