"""Tools that switch lights and heat rooms, and how people ask for them."""

from __future__ import annotations

from random import Random

from .tool_kinds import Argument, Kind

_ROOMS = {
    "en": ("attic", "cellar", "hallway", "nursery", "porch"),
    "zh": ("阁楼", "地下室", "走廊", "儿童房", "门廊"),
}


def _room(rng: Random, language: str) -> str:
    return rng.choice(_ROOMS[language])


_ROOM = Argument(("room", "area", "spot"), _room, about={"en": "Which room", "zh": "哪个房间"})
_ON = {"en": {True: "on", False: "off"}, "zh": {True: "打开", False: "关掉"}}
LAMP = Kind(
    "devices",
    ("dim_lamp", "toggleAppliance", "lamp_power"),
    {
        "en": ("Switches the light of a room", "Light on or off."),
        "zh": ("开关房间的灯", "控制灯光的开和关。"),
    },
    {
        "room": _ROOM,
        "on": Argument(
            ("on", "lit", "is_on"),
            lambda rng, language: rng.random() < 0.5,
            "boolean",
            {"en": "true for on", "zh": "开为true"},
            _ON,
        ),
    },
    {
        "en": (
            "{on} with the light in the {room}",
            "turn {on} the {room} light",
            "lights {on} in the {room} please",
            "Can you switch the {room} lamp {on}?",
        ),
        "zh": ("{on}{room}的灯", "把{room}的灯{on}", "{room}的灯帮我{on}", "请{on}{room}那盏灯"),
    },
)
HEATING = Kind(
    "devices",
    ("thermostat_adjust", "heater_power"),
    {
        "en": ("Sets how warm a room gets", "Heating of a room in degrees."),
        "zh": ("设定房间的温度", "调节房间暖气，单位为度。"),
    },
    {
        "room": _ROOM,
        "degrees": Argument(
            ("degrees", "target"),
            lambda rng, language: rng.randrange(15, 28),
            "integer",
            {"en": "In Celsius", "zh": "摄氏度"},
        ),
    },
    {
        "en": (
            "make it {degrees} degrees in the {room}",
            "I'd like {degrees} in the {room}",
            "it's freezing in the {room}, set it to {degrees}",
            "heat the {room} to {degrees}, please",
        ),
        "zh": (
            "{room}调到{degrees}度",
            "把{room}升到{degrees}度",
            "{room}太冷了，弄到{degrees}度",
            "我想让{room}保持{degrees}度",
        ),
    },
)
