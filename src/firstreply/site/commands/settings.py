"""`firstreply settings`: every setting, its value and where it came from."""

import json

import typer


def command(
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
    markdown: bool = typer.Option(
        False, "--markdown", help="The table of all settings, as in the documentation."
    ),
) -> None:
    """Show the settings; secrets are masked."""
    from firstreply.site.settings import gathered

    if markdown:
        typer.echo(documented())
        return
    shown = [
        {"name": one.setting.name, "value": masked(one.setting.secret, one.value), "origin": one.origin}
        for one in gathered()
    ]
    if as_json:
        typer.echo(json.dumps({"schema": "firstreply.settings/1", "settings": shown}, indent=2))
        return
    for line in shown:
        typer.echo(f"{line['name']:<18} {line['value']!s:<44} {line['origin']}")


def masked(secret: bool, value: object) -> object:
    """The value as it may be shown."""
    if secret:
        return "********" if value else ""
    return list(value) if isinstance(value, tuple) else value if isinstance(value, int) else str(value)


def documented() -> str:
    """The table of settings in Markdown."""
    from firstreply.site.settings import table

    lines = ["| Setting | Environment | Default | Meaning |", "|---|---|---|---|"]
    for one in table():
        default = "platform's data folder" if one.name == "home" else _default(one.default)
        says = one.says + (f" ({', '.join(one.choices)})" if one.choices else "")
        variable = f"`{one.variable}`" + (f", `{one.file_variable}`" if one.secret else "")
        lines.append(f"| `{one.name}` | {variable} | {default} | {says} |")
    return "\n".join(lines)


def _default(value: object) -> str:
    return f"`{value}`" if value not in ("", ()) else "empty"
