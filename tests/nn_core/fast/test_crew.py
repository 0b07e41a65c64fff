"""A crew does its tasks at the same time, waits for all, and passes failures on."""

import threading

import pytest

from nn_core.fast.crew import Crew


@pytest.fixture
def crew():
    crew = Crew(3)
    yield crew
    crew.close()


def test_every_member_does_its_task(crew: Crew) -> None:
    done = [0, 0, 0]

    def task(member: int) -> None:
        done[member] += 1

    crew.run(task, 3)
    crew.run(task, 2)
    assert done == [2, 2, 1]


def test_members_meet(crew: Crew) -> None:
    arrived: list[int] = []
    seen: list[int] = []

    def task(member: int) -> None:
        arrived.append(member)
        crew.meet()
        seen.append(len(arrived))

    crew.run(task, 3)
    assert seen == [3, 3, 3]


@pytest.mark.parametrize("failing", [0, 2])
def test_a_failure_reaches_the_caller_and_nobody_waits_for_ever(crew: Crew, failing: int) -> None:
    def task(member: int) -> None:
        if member == failing:
            raise ZeroDivisionError
        crew.meet()

    with pytest.raises(ZeroDivisionError):
        crew.run(task, 3)
    crew.run(lambda member: crew.meet(), 3)


def test_a_crew_of_one_starts_no_thread() -> None:
    before = threading.active_count()
    crew = Crew(1)
    crew.run(lambda member: crew.meet(), 1)
    assert threading.active_count() == before
    crew.close()


def test_closing_ends_the_threads() -> None:
    before = threading.active_count()
    crew = Crew(3)
    crew.run(lambda member: None, 3)
    crew.close()
    assert threading.active_count() == before
