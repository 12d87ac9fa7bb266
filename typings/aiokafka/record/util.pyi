from collections.abc import Callable

decode_varint: Callable[[bytearray, int], tuple[int, int]]
