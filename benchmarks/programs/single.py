"""No threads: a scheduler simulation in the main thread alone. What the probes cost while nothing can race."""

import heapq

import harness


class Job:
    """Something to be done at a time."""

    def __init__(self, number: int, length: int) -> None:
        self.number = number
        self.left = length
        self.waited = 0


class Machine:
    """Runs jobs in slices, the shortest first."""

    def __init__(self) -> None:
        self.clock = 0
        self.ready: list[tuple[int, int, Job]] = []
        self.finished: dict[int, int] = {}

    def submit(self, job: Job) -> None:
        """Take a job in."""
        heapq.heappush(self.ready, (job.left, job.number, job))

    def run(self) -> None:
        """Work until nothing is left."""
        while self.ready:
            _, _, job = heapq.heappop(self.ready)
            spent = min(job.left, 5)
            job.left -= spent
            self.clock += spent
            job.waited = self.clock - spent
            if job.left:
                self.submit(job)
            else:
                self.finished[job.number] = job.waited


def run(size: int) -> int:
    """Return the sum of all waiting times."""
    total = 0
    for round_ in range(size):
        machine = Machine()
        for number in range(500):
            machine.submit(Job(number, 1 + (number * 7 + round_) % 60))
        machine.run()
        total += sum(machine.finished.values())
    return total


if __name__ == "__main__":
    harness.main(run, 350)
