"""Attribute-heavy: the orbits of five planets, each thread its own solar system of slotless objects."""

import harness


class Body:
    """A mass point."""

    def __init__(self, x: float, y: float, z: float, vx: float, vy: float, vz: float, mass: float) -> None:
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def system(index: int) -> list[Body]:
    """Sun and four giants, slightly different for each thread."""
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47 + index / 1000),
        Body(4.84, -1.16, -0.10, 0.606, 2.81, -0.02, 0.037),
        Body(8.34, 4.12, -0.4, -1.01, 1.82, 0.008, 0.011),
        Body(12.89, -15.11, -0.22, 1.08, 0.868, -0.01, 0.0017),
        Body(15.37, -25.9, 0.179, 0.979, 0.594, -0.034, 0.002),
    ]


def advance(bodies: list[Body], pairs: list[tuple[Body, Body]], dt: float, steps: int) -> None:
    """Move all bodies by that many time steps."""
    for _ in range(steps):
        for one, other in pairs:
            dx = one.x - other.x
            dy = one.y - other.y
            dz = one.z - other.z
            pull = dt / (dx * dx + dy * dy + dz * dz) ** 1.5
            one.vx -= dx * other.mass * pull
            one.vy -= dy * other.mass * pull
            one.vz -= dz * other.mass * pull
            other.vx += dx * one.mass * pull
            other.vy += dy * one.mass * pull
            other.vz += dz * one.mass * pull
        for body in bodies:
            body.x += dt * body.vx
            body.y += dt * body.vy
            body.z += dt * body.vz


def run(steps: int) -> str:
    """Return the energy of motion of every system after that many steps."""

    def work(index: int) -> float:
        bodies = system(index)
        pairs = [(one, other) for i, one in enumerate(bodies) for other in bodies[i + 1 :]]
        advance(bodies, pairs, 0.001, steps)
        return sum(body.mass * (body.vx**2 + body.vy**2 + body.vz**2) for body in bodies)

    return " ".join(f"{energy:.9f}" for energy in harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 100_000)
