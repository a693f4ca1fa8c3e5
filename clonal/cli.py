"""The command line: words to calls, errors to one message and exit status 2."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from clonal import streams
from clonal._version import __version__
from clonal.errors import ClonalError

if TYPE_CHECKING:
    from clonal.model import Scenario

_DESCRIPTION = "Stochastic clonal evolution of leukaemia in the bone-marrow niche."
_MISTAKE = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Left out: those of the process.

    Returns
    -------
    int
        The exit status: 0, 2 for a mistake of the user's, 130 after Ctrl-C.

    Examples
    --------
    >>> main(["scenarios", "no-such-scenario"])
    2
    """
    streams.hold()
    # Nothing here is worth a thread of it, and where it cannot start them it ends the process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        return _status(arguments)
    finally:
        streams.release()


def _status(arguments: Sequence[str] | None) -> int:
    message, status = "", 0
    try:
        given = _parser().parse_args(arguments)
        given.command(given)
    except ClonalError as error:
        message, status = str(error), _MISTAKE
    except KeyboardInterrupt:
        message, status = "interrupted; what is finished is kept", _INTERRUPTED
    except MemoryError as error:
        message, status = _no_memory(error), _MISTAKE
    except BrokenPipeError:
        pass  # whoever read our output has seen enough
    except OSError as error:
        message, status = str(error), _MISTAKE
    except ImportError as error:
        # A library that does not fit into memory either; one that is missing is another matter.
        if "failed to map segment" not in str(error):
            raise
        message, status = _no_memory(error), _MISTAKE
    if status:
        streams.tell(f"clonal: {message}\n")
    return status


def _no_memory(error: Exception) -> str:
    # Of several lines, as at an import, the last is the cause.
    *_, cause = str(error).strip().splitlines() or [""]
    return f"not enough memory{cause and f': {cause}'}; what is finished is kept"


class _Parser(argparse.ArgumentParser):
    """A parser whose help is written like everything else: argparse hides that it was not."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if message:
            (streams.write if file is sys.stdout else streams.tell)(message)

    def error(self, message: str) -> NoReturn:
        if "SCENARIO" in message:
            message += " (SCENARIO stands before --values, which takes all files up to an option)"
        super().error(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="clonal", description=_DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"clonal {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        made.set_defaults(command=function)
        return made

    run = command("run", _run, "Simulate an ensemble into a file, or what is missing of it.")
    _add_scenario(run)
    run.add_argument("--runs", required=True, type=_whole, metavar="N", help="how many runs")
    run.add_argument(
        "--seed", required=True, type=_whole, metavar="S", help="seed of the random numbers"
    )
    run.add_argument("--out", required=True, type=_path, metavar="FILE", help="the HDF5 file")
    run.add_argument(
        "--method",
        default="exact",
        choices=("exact", "hybrid"),
        help="how to simulate (default exact; hybrid is not available yet)",
    )
    run.add_argument(
        "--workers",
        default=0,
        type=_whole,
        metavar="W",
        help="threads that simulate; 0, the default, for every core this process may use",
    )

    info = command("info", _info, "Say what a file holds, finished or not.")
    info.add_argument("file", type=_path, metavar="FILE", help="an ensemble file")

    check = command("check", _check, "Say what a scenario means, or everything that is wrong.")
    _add_scenario(check)
    check.add_argument(
        "--expand",
        action="store_true",
        help="print the TOML that named mechanisms and library drugs stand for",
    )

    scenarios = command("scenarios", _scenarios, "List the built-in scenarios, or print one.")
    scenarios.add_argument("name", nargs="?", metavar="NAME", help="print this one's TOML")

    plot = command("plot", _plot, "Draw cells, doses, endpoints and clones on one page.")
    plot.add_argument("file", type=_path, metavar="FILE", help="an ensemble file")
    plot.add_argument(
        "--out", type=_path, metavar="PICTURE", help=".png, .pdf or .svg (default FILE's name.png)"
    )
    plot.add_argument("--run", type=_whole, metavar="I", help="the run whose clones are drawn")
    return parser


def _add_scenario(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scenario", type=_path, metavar="SCENARIO", help="a TOML file, or a built-in's name"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=_assignment,
        metavar="PATH=VALUE",
        help="change a value, e.g. clone.LSC.birth=0.4; may be repeated",
    )
    parser.add_argument(
        "--values",
        action="extend",
        default=[],
        nargs="+",
        type=_path,
        metavar="FILE",
        help="TOML files of PATH = VALUE; later ones win, --set over all",
    )


def _run(given: argparse.Namespace) -> None:
    scenario = _scenario(given)
    from clonal.ensemble import run

    with run(
        scenario,
        given.out,
        runs=given.runs,
        seed=given.seed,
        method=given.method,
        workers=given.workers,
        progress=True,
    ) as ensemble:
        count = ensemble.runs
        kept = _kept_words(ensemble.scenario, scenario)
    if kept:
        streams.tell(f"clonal: {given.out} keeps its own {kept}: they change no run\n")
    there = "" if count == given.runs else ", as there were"
    streams.remark(f"{given.out}: {count} run{'' if count == 1 else 's'}{there}")


def _kept_words(theirs: Scenario, ours: Scenario) -> str:
    one, other = theirs.to_toml(), ours.to_toml()
    if one == other:
        return ""
    from clonal.model.identity import words_that_differ

    return ", ".join(words_that_differ(one, other))


def _info(given: argparse.Namespace) -> None:
    from clonal.ensemble import summary

    streams.write(f"{summary(given.file)}\n")


def _check(given: argparse.Namespace) -> None:
    scenario = _scenario(given)
    from clonal.compile import compile_scenario
    from clonal.model import describe, dumps, expand

    # What the engine does not do is told here too, and not at the first run.
    compile_scenario(scenario)
    if given.expand:
        streams.write(dumps(expand(scenario)))
    else:
        streams.write(f"{describe(scenario)}\n")


def _scenarios(given: argparse.Namespace) -> None:
    import tomllib

    from clonal.model import builtin_names, builtin_text

    if given.name is not None:
        streams.write(builtin_text(given.name))
        return
    names = builtin_names()
    width = max(map(len, names), default=0)
    titles = {name: tomllib.loads(builtin_text(name)).get("title", "") for name in names}
    lines = (f"{name:{width}}  {title}".rstrip() for name, title in titles.items())
    streams.write("".join(f"{line}\n" for line in lines))


def _plot(given: argparse.Namespace) -> None:
    from clonal.ensemble import open_ensemble

    with open_ensemble(given.file) as ensemble:
        from clonal.plot import save_report

        out = given.out or os.path.splitext(given.file)[0] + ".png"
        streams.remark(str(save_report(ensemble, out, run=given.run)))


def _scenario(given: argparse.Namespace) -> Scenario:
    from clonal.model import load, with_values
    from clonal.model.reading.values import value_of

    values: dict[str, Any] = {}
    for path, value in given.set:
        if path in values:
            raise ClonalError(f"--set {path}: is given twice")
        values[path] = value_of(value)
    scenario = load(given.scenario)
    options = [*given.values, *(["--set"] if values else [])]
    if not options:
        return scenario
    # The file is right as it stands: what is wrong now came with the options.
    file = f"{given.scenario} (with {', '.join(options)})"
    return with_values(scenario, *given.values, values, file=file)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a number of {len(text)} digits is too long") from None


def _path(text: str) -> str:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not the name of a file")
    return text


def _assignment(text: str) -> tuple[str, str]:
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form PATH=VALUE")
    return path.strip(), value.strip()
