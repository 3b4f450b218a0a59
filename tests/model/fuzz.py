"""Random programs against the naive model for as long as one likes.

    python tests/model/fuzz.py --minutes 10 --seed 1

Each program has a seed of its own, which draws how large it is, which steps it prefers, whether memory is short. When the runtime and the
model disagree, the program is shrunk and printed as a test for test_against_model.py; the status is 1. When the process dies, the last line
says which program it was: `--only SEED` runs that one.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from twins import MASSES, WEIGHTS, Step, Twins

from datarace import runtime


@dataclass
class Program:
    """What a seed stands for."""

    objects: int
    memory_limit: int
    steps: list[Step]

    def run(self, steps: list[Step] | None = None) -> Twins:
        """Raises AssertionError when the two disagree."""
        runtime.fini()
        twins = Twins(self.objects, self.memory_limit)
        try:
            for step in self.steps if steps is None else steps:
                twins.step(*step)
        finally:
            twins.close()
        return twins


def draw(seed: int) -> Program:
    """Programs that differ in what they do most, since a mixture of everything is always the same mixture."""
    generator = random.Random(seed)
    weights = {name: weight * generator.choice((0, 0.2, 1, 1, 5)) for name, weight in WEIGHTS.items()}
    weights["access"] += 1
    most = generator.choice((2, 4, 8, 40, 150))
    if generator.random() < 0.1:
        most = 3000
        weights.update(dict.fromkeys(MASSES, 2))
    if generator.random() < 0.2:  # dictionaries
        weights.update(dict.fromkeys(("fill", "element", "insert", "remove"), 20))
    length = generator.choice((100, 500, 1500)) if most < 1000 else 300
    memory_limit = generator.choice((0, 0, 0, 1 << 18, 1 << 20, 1 << 22))
    objects = generator.choice((1, 2, 4, 8, 30))
    steps: list[Step] = []
    live = 1  # about
    for name in generator.choices(list(weights), list(weights.values()), k=length):
        if name in ("start", "start_foreign", "start_many") and live > most:
            name = "end_many" if name == "start_many" else "end"
        step = (name, *(generator.randrange(1 << 16) for _ in range(4)))
        live += {"start": 1, "start_foreign": 1, "start_many": step[2] % 100, "end": -1, "end_many": -(step[2] % 120)}.get(
            name, 0
        )
        live = max(live, 1)
        steps.append(step)
    return Program(objects, memory_limit, steps)


def shrink(steps: list[Step], fails: Callable[[list[Step]], bool], seconds: float) -> list[Step]:
    """Leave out what the failure does not need, in smaller and smaller pieces; then make the numbers small."""
    until = time.monotonic() + seconds
    size = max(1, len(steps) // 2)
    while size:
        start = 0
        while start < len(steps) and time.monotonic() < until:
            fewer = steps[:start] + steps[start + size :]
            if fails(fewer):
                steps = fewer
            else:
                start += size
        size //= 2
    for i in range(len(steps)):
        for place in range(1, 5):
            for smaller in (0, 1, 2, 3, 5, 8, 16, 63):
                if smaller >= steps[i][place] or time.monotonic() > until:  # type: ignore[operator]
                    break
                step = (*steps[i][:place], smaller, *steps[i][place + 1 :])
                tried = [*steps[:i], step, *steps[i + 1 :]]  # type: ignore[list-item]
                if fails(tried):
                    steps = tried
                    break
    return steps


def as_test(seed: int, program: Program, steps: list[Step]) -> str:
    """Source of a test that shows the failure."""
    lines = [
        f"def test_program_{seed}_has_the_verdicts_of_the_naive_model() -> None:",
        f"    twins = Twins(objects={program.objects}, memory_limit={program.memory_limit})",
        "    for step in (",
        *(f"        {step!r},".replace("'", '"') for step in steps),
        "    ):",
        "        twins.step(*step)",
        "    twins.close()",
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=None, help="of the first program; by default another one each time")
    parser.add_argument("--only", type=int, metavar="SEED", help="run one program")
    options = parser.parse_args()
    faulthandler.enable()
    first = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    seeds = [options.only] if options.only is not None else range(first, sys.maxsize)
    until = time.monotonic() + 60 * options.minutes
    programs = steps = races = pruned = checkpoints = 0
    for seed in seeds:
        print(f"\rprogram {seed}", end="", file=sys.stderr, flush=True)
        program = draw(seed)
        try:
            twins = program.run()
        except AssertionError as error:
            print(f"\nprogram {seed}: the runtime and the model disagree: {error}", file=sys.stderr)

            def fails(tried: list[Step], program: Program = program) -> bool:
                try:
                    program.run(tried)
                except AssertionError:
                    return True
                return False

            print(as_test(seed, program, shrink(program.steps, fails, 120)))
            return 1
        programs += 1
        steps += len(program.steps)
        races += twins.verdicts
        pruned += twins.pruned
        checkpoints += twins.checkpoints
        if time.monotonic() > until:
            break
    print(
        f"\n{programs} programs from seed {first}, {steps} steps, {races} racing accesses, {pruned} locations pruned, "
        f"{checkpoints} checkpoints: no difference",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
