"""Fields of a request that are not accepted: their sentence depends on the fact `wrong`, what is wrong with them."""

from typing import Final

from firstreply.insights.reasons.marking import mark

#: By what is wrong: the names that pydantic gives, and our own.
_WRONG: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("missing", "missing_argument", "missing_keyword_only_argument", "missing_positional_only_argument"),
        mark("This is missing. Add it."),
    ),
    **dict.fromkeys(
        ("extra_forbidden", "unexpected_keyword_argument", "unexpected_positional_argument"),
        mark("This field is not known here. Remove it, or check its spelling."),
    ),
    **dict.fromkeys(
        ("string_type", "string_unicode", "bytes_type", "bytes_invalid_encoding", "string_not_ascii"),
        mark("This must be text."),
    ),
    **dict.fromkeys(
        ("string_too_short", "bytes_too_short"),
        mark("This is too short: it needs {min_length} or more characters."),
    ),
    **dict.fromkeys(
        ("string_too_long", "bytes_too_long", "url_too_long"),
        mark("This is too long: at most {max_length} characters fit."),
    ),
    "string_pattern_mismatch": mark("This is empty, or not written in the form that is needed here."),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), mark("This must be a whole number.")),
    **dict.fromkeys(
        ("int_parsing_size", "decimal_max_digits", "decimal_whole_digits"), mark("This number is too large.")
    ),
    **dict.fromkeys(
        (
            "float_type",
            "float_parsing",
            "decimal_type",
            "decimal_parsing",
            "fraction_type",
            "fraction_parsing",
            "complex_type",
            "complex_str_parsing",
            "finite_number",
        ),
        mark("This must be a number."),
    ),
    "decimal_max_places": mark("This number has too many decimals: at most {decimal_places}."),
    "multiple_of": mark("This must be a multiple of {multiple_of}."),
    "greater_than": mark("This must be more than {gt}."),
    "greater_than_equal": mark("This must be {ge} or more."),
    "less_than": mark("This must be less than {lt}."),
    "less_than_equal": mark("This must be {le} or less."),
    **dict.fromkeys(("bool_type", "bool_parsing"), mark("This must be true or false.")),
    **dict.fromkeys(
        ("list_type", "tuple_type", "set_type", "frozen_set_type", "deque_type", "iterable_type"),
        mark("This must be a list."),
    ),
    "too_short": mark("There are too few: at least {min_length} must be given."),
    "too_long": mark("There are too many: at most {max_length} fit."),
    **dict.fromkeys(
        (
            "dict_type",
            "mapping_type",
            "model_type",
            "model_attributes_type",
            "dataclass_type",
            "dataclass_exact_type",
            "named_tuple_type",
            "frozen_dict_type",
            "ordered_dict_type",
            "counter_type",
            "invalid_key",
        ),
        mark("This must be an object of names and values."),
    ),
    **dict.fromkeys(
        ("enum", "literal_error", "union_tag_invalid", "union_tag_not_found"),
        mark("This is none of the possible values. Choose one of: {expected}."),
    ),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        mark("This is no date. Write it as 2026-01-31."),
    ),
    **dict.fromkeys(("time_type", "time_parsing"), mark("This is no time of day. Write it as 09:00.")),
    **dict.fromkeys(
        (
            "datetime_type",
            "datetime_parsing",
            "datetime_object_invalid",
            "datetime_from_date_parsing",
            "instant_not_text",
        ),
        mark("This is no instant. Write it as 2026-01-31T09:00:00Z."),
    ),
    **dict.fromkeys(
        ("timezone_aware", "timezone_offset"),
        mark("This instant names no time zone. Add an offset, such as +03:00, or Z."),
    ),
    "timezone_naive": mark("This must name no time zone."),
    "instant_out_of_range": mark("This lies too far away: use a year from {least} to {most}."),
    **dict.fromkeys(("date_past", "datetime_past"), mark("This must be a time that has passed.")),
    **dict.fromkeys(("date_future", "datetime_future"), mark("This must be a time that is still to come.")),
    **dict.fromkeys(
        ("time_delta_type", "time_delta_parsing"), mark("This is no span of time. Write it in seconds.")
    ),
    **dict.fromkeys(
        ("uuid_type", "uuid_parsing", "uuid_version"),
        mark("This is no id. Take it as another answer gave it."),
    ),
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_syntax_violation", "url_scheme"),
        mark("This is no web address. Write it as https://example.com/path."),
    ),
    "zone_unknown": mark("There is no time zone “{zone}”. Use a name such as Europe/Berlin."),
    **dict.fromkeys(("json_invalid", "json_type"), mark("This is not JSON.")),
    "json_too_large": mark("This is nested too deeply or holds too many parts. Make it smaller."),
    "json_with_nul": mark("There is a NUL character in this text, which cannot be kept. Remove it."),
    "none_required": mark("This must be left empty."),
    **dict.fromkeys(("frozen_field", "frozen_instance"), mark("This cannot be changed.")),
    **dict.fromkeys(
        (
            "value_error",
            "assertion_error",
            "arguments_type",
            "multiple_argument_values",
            "set_item_not_hashable",
            "callable_type",
            "is_instance_of",
            "is_subclass_of",
            "get_attribute_error",
            "no_such_attribute",
            "iteration_error",
            "recursion_loop",
            "recursion_depth_exceeded",
            "needs_python_object",
            "default_factory_not_called",
            "missing_sentinel_error",
            "ellipsis_error",
        ),
        mark("This value is not accepted here."),
    ),
}
REFUSALS: Final[dict[str, str]] = {
    "field_missing": mark("This is missing. Add it."),
    "field_invalid": mark("This value is not accepted here."),
    **{f"field_invalid:{name}": text for name, text in _WRONG.items()},
}
