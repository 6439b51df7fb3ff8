"""`firstreply doctor`: check everything, with a hint for each finding."""

import json

import typer


def command(as_json: bool = typer.Option(False, "--json", help="As JSON.")) -> None:
    """Check the installation. Exit code 1 when something is wrong; warnings do not count."""
    from firstreply.site.doctor.examine import examine
    from firstreply.site.settings import load

    findings = examine(load())
    if as_json:
        shown = [one._asdict() | {"state": str(one.state)} for one in findings]
        typer.echo(json.dumps({"schema": "firstreply.doctor/1", "findings": shown}, indent=2))
    else:
        for one in findings:
            typer.echo(
                f"{one.state.upper():<5} {one.check:<12} {one.says}"
                + (f"\n{'':<19}{one.hint}" if one.hint else "")
            )
    if any(one.state == "fail" for one in findings):
        raise typer.Exit(1)
