"""List-heavy: sieves and matrix products, item by item, each thread its own lists."""

import harness


def sieve(limit: int) -> int:
    """Count the primes below the limit."""
    prime = [True] * limit
    prime[0] = prime[1] = False
    for candidate in range(2, int(limit**0.5) + 1):
        if prime[candidate]:
            for multiple in range(candidate * candidate, limit, candidate):
                prime[multiple] = False
    count = 0
    for candidate in range(limit):
        if prime[candidate]:
            count += 1
    return count


def product(left: list[list[int]], right: list[list[int]]) -> list[list[int]]:
    """Multiply two square matrices."""
    size = len(left)
    result = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            total = 0
            for k in range(size):
                total += left[i][k] * right[k][j]
            result[i][j] = total
    return result


def run(size: int) -> int:
    """Return a number that depends on every sieve and product."""

    def work(index: int) -> int:
        primes = sieve(size * 5000 + index)
        matrix = [[(row * column + index) % 7 for column in range(size)] for row in range(size)]
        for _ in range(5):
            matrix = [[value % 1000 for value in row] for row in product(matrix, matrix)]
        return primes + sum(map(sum, matrix))

    return sum(harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 120)
