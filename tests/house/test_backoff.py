"""When a dead child is started again."""

from config.supervisor.backoff import Backoff


def test_a_child_that_lived_long_starts_again_at_once_however_often() -> None:
    backoff = Backoff(limit=3)
    assert [backoff.after_death(lived_seconds=60) for _ in range(10)] == [backoff.first_delay] * 10


def test_quick_deaths_wait_longer_each_time_and_end_in_giving_up() -> None:
    backoff = Backoff(first_delay=1, longest_delay=5, limit=5)
    assert [backoff.after_death(lived_seconds=0.1) for _ in range(5)] == [2, 4, 5, 5, None]


def test_a_long_life_forgives_earlier_quick_deaths() -> None:
    backoff = Backoff(limit=2)
    assert backoff.after_death(lived_seconds=0) is not None
    backoff.after_death(lived_seconds=60)
    assert backoff.after_death(lived_seconds=0) is not None
    assert backoff.after_death(lived_seconds=0) is None
