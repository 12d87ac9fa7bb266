"""Who is meant, who exists, who is obliged, who inherits (R1, R2, R6)?"""

import unicodedata
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from shared.units import Kind, Registry, Unit, shipped

IN_2024 = date(2024, 6, 15)
NOT_OBLIGED_BY_R1 = [
    "so-noi-vu", "so-y-te", "so-ngoai-vu", "cong-an-thanh-pho-hai-phong", "thanh-tra-thanh-pho",
]  # fmt: skip


def unit(unit_id: str) -> Unit:
    found = shipped().get(unit_id)
    assert found is not None
    return found


def test_33_units_are_obliged_in_2024_r1_r2() -> None:
    obliged = shipped().obliged_on(IN_2024)
    assert len(obliged) == 33
    assert sum(each.section == "I" for each in obliged) == 19
    assert {each.minimum_per_year for each in obliged if each.section == "I"} == {1}
    assert {each.minimum_per_year for each in obliged if each.section == "II"} == {2}


@pytest.mark.parametrize("unit_id", [*NOT_OBLIGED_BY_R1, "dist-bach-long-vi"])
def test_those_the_plan_excepts_owe_nothing_r1_r2(unit_id: str) -> None:
    assert unit(unit_id).valid_at(IN_2024)
    assert unit_id not in {each.id for each in shipped().obliged_on(IN_2024)}


def test_communes_owe_nothing_until_the_city_says_so() -> None:
    obliged = shipped().obliged_on(date(2025, 12, 31))
    assert obliged
    assert not [each for each in obliged if each.kind is Kind.COMMUNE]


@pytest.mark.parametrize(
    ("unit_id", "day", "valid"),
    [
        ("so-du-lich", date(2025, 2, 28), True),
        ("so-du-lich", date(2025, 3, 1), False),
        ("so-van-hoa-the-thao-va-du-lich", date(2025, 2, 28), False),
        ("so-van-hoa-the-thao-va-du-lich", date(2025, 3, 1), True),
        ("so-cong-thuong", date(2040, 1, 1), True),
        ("so-khong-co", IN_2024, False),
    ],
)
def test_a_unit_is_valid_from_its_first_to_its_last_day_both_included_r6(
    unit_id: str, day: date, valid: bool
) -> None:
    assert shipped().valid_at(unit_id, day) is valid


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 12, 31), "Ủy ban nhân dân huyện Thủy Nguyên"),
        (date(2025, 1, 1), "Ủy ban nhân dân thành phố Thủy Nguyên"),
        (date(2025, 6, 30), "Ủy ban nhân dân thành phố Thủy Nguyên"),
        (date(2026, 1, 1), "Ủy ban nhân dân thành phố Thủy Nguyên"),
    ],
)
def test_a_unit_has_the_name_of_its_day_and_keeps_its_last(day: date, name: str) -> None:
    assert shipped().name_at("dist-thuy-nguyen", day) == name


def test_a_unit_without_former_names_has_its_name_always_and_an_unknown_one_its_id() -> None:
    assert shipped().name_at("so-du-lich", date(2030, 1, 1)) == "Sở Du lịch"
    assert shipped().name_at("so-khong-co", IN_2024) == "so-khong-co"


@pytest.mark.parametrize(
    ("name", "unit_id"),
    [
        ("Sở Công Thương", "so-cong-thuong"),
        ("Ủy ban nhân dân thành phố Thủy Nguyên", "dist-thuy-nguyen"),
        ("Ủy ban nhân dân huyện Bạch Long Vĩ", "dist-bach-long-vi"),
    ],
)
def test_a_unit_is_found_by_its_exact_name_of_any_time(name: str, unit_id: str) -> None:
    for written in (unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
        found = shipped().by_exact_name(written)
        assert found is not None
        assert found.id == unit_id


@pytest.mark.parametrize(
    "text",
    [
        "UBND huyện Thủy Nguyên",
        "Sở CT",
        "sở công thương",
        "Sở Công Thương ",
        "so-cong-thuong",
        "huyện Bạch Long Vỹ",
        "",
    ],
)
def test_an_alias_short_name_or_near_miss_names_nobody(text: str) -> None:
    assert shipped().by_exact_name(text) is None


def test_the_plans_own_spelling_of_bach_long_vi_is_kept_as_an_alias() -> None:
    assert "huyện Bạch Long Vỹ" in unit("dist-bach-long-vi").aliases


def test_a_name_that_two_units_have_had_names_neither() -> None:
    one = unit("so-du-lich")
    registry = Registry([replace(one, successors=()), replace(one, id="so-du-lich-moi", successors=())])
    assert registry.by_exact_name("Sở Du lịch") is None


def test_successors_are_those_of_successors_too() -> None:
    registry = shipped()
    first = "cuc-thue-thanh-pho-hai-phong"
    assert registry.successors_of(first) == {"chi-cuc-thue-khu-vuc-iii", "thue-thanh-pho-hai-phong"}
    assert registry.is_same_or_successor("thue-thanh-pho-hai-phong", of=first)
    assert registry.is_same_or_successor(first, of=first)
    assert not registry.is_same_or_successor(first, of="thue-thanh-pho-hai-phong")
    assert registry.successors_of("so-khong-co") == frozenset()


@pytest.mark.parametrize(
    ("unit_id", "day", "heirs"),
    [
        ("so-du-lich", date(2025, 2, 28), ("so-du-lich",)),
        ("so-du-lich", date(2025, 3, 1), ("so-van-hoa-the-thao-va-du-lich",)),
        ("cuc-thue-thanh-pho-hai-phong", date(2025, 8, 1), ("thue-thanh-pho-hai-phong",)),
        ("dist-hong-bang", date(2025, 7, 1), ("phuong-hong-bang", "phuong-hong-an")),
        ("so-van-hoa-the-thao-va-du-lich", date(2025, 2, 28), ()),
        ("so-khong-co", IN_2024, ()),
    ],
)
def test_what_is_open_passes_to_the_successor_and_a_split_is_left_to_decide_r6(
    unit_id: str, day: date, heirs: tuple[str, ...]
) -> None:
    assert shipped().heirs_on(unit_id, day) == heirs


def test_heirs_by_several_ways_are_named_once() -> None:
    end = date(2025, 2, 28)
    plain = replace(unit("so-cong-thuong"), successors=())
    registry = Registry(
        [
            replace(plain, id="a", name="A", valid_to=end, successors=("b", "c")),
            replace(plain, id="b", name="B", valid_to=end, successors=("d",)),
            replace(plain, id="c", name="C", valid_to=end, successors=("d",)),
            replace(plain, id="d", name="D"),
        ]
    )
    assert registry.heirs_on("a", date(2025, 3, 1)) == ("d",)


@pytest.mark.parametrize(
    ("day", "unit_id"),
    [(date(2025, 2, 28), "so-ke-hoach-va-dau-tu"), (date(2025, 3, 1), "so-tai-chinh")],
)
def test_the_coordinator_is_dpi_until_it_became_part_of_finance(day: date, unit_id: str) -> None:
    assert shipped().coordinator_on(day) == unit_id


def test_departments_agencies_and_districts_have_topics_abolished_ones_included() -> None:
    ids = shipped().with_topics()
    assert len(ids) == 50
    assert {"so-du-lich", "dist-hong-bang", "so-noi-vu", "so-van-hoa-the-thao-va-du-lich"} <= set(ids)
    assert {unit(unit_id).kind for unit_id in ids} == {
        Kind.DEPARTMENT, Kind.CENTRAL_AGENCY, Kind.DISTRICT,
    }  # fmt: skip


def test_the_order_is_that_of_the_file() -> None:
    ids = [each.id for each in shipped().units]
    assert ids[:3] == ["so-ke-hoach-va-dau-tu", "so-tai-chinh", "so-cong-thuong"]
    assert len(ids) == len(set(ids)) == 164


def test_its_text_is_nfc() -> None:
    text = (files("shared.units") / "data" / "units.json").read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
